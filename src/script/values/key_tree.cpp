#include "script/values/key_tree.hpp"

#include <algorithm>
#include <iterator>

namespace bounce::script {

std::size_t key_tree::allocated_bytes() const noexcept {
    return sizeof(key_tree) + chunks_.capacity() * sizeof(chunk) +
           chunks_.size() * chunk_entries * sizeof(entry);
}

std::size_t key_tree::chunk_of(std::string_view key) const noexcept {
    const auto after = std::upper_bound(chunks_.begin(), chunks_.end(), key,
                                        [](std::string_view wanted, const chunk& c) {
                                            return wanted < c.entries.front().key.text();
                                        });
    return after == chunks_.begin() ? 0 : static_cast<std::size_t>(after - chunks_.begin()) - 1;
}

std::size_t key_tree::lower_bound(const chunk& in, std::string_view key) noexcept {
    const auto at = std::lower_bound(
        in.entries.begin(), in.entries.end(), key,
        [](const entry& e, std::string_view wanted) { return e.key.text() < wanted; });
    return static_cast<std::size_t>(at - in.entries.begin());
}

key_tree::entry* key_tree::find(std::string_view key) noexcept {
    if (size_ == 0) return nullptr;
    chunk& in = chunks_[chunk_of(key)];
    const std::size_t i = lower_bound(in, key);
    return i < in.entries.size() && in.entries[i].key.text() == key ? &in.entries[i] : nullptr;
}

key_tree::entry& key_tree::at(std::size_t position) noexcept {
    if (position < place_first_) forget_place();
    while (position - place_first_ >= chunks_[place_chunk_].entries.size()) {
        place_first_ += chunks_[place_chunk_].entries.size();
        ++place_chunk_;
    }
    return chunks_[place_chunk_].entries[position - place_first_];
}

value& key_tree::at_or_insert(const value& key) {
    if (chunks_.empty()) chunks_.emplace_back();
    std::size_t c = size_ == 0 ? 0 : chunk_of(key.text());
    std::size_t i = lower_bound(chunks_[c], key.text());
    if (i < chunks_[c].entries.size() && chunks_[c].entries[i].key.text() == key.text()) {
        return chunks_[c].entries[i].item;
    }
    if (chunks_[c].entries.size() == chunk_entries) {
        // Keys that arrive in order fill chunks to the brim; others leave two halves.
        const bool at_end = c + 1 == chunks_.size() && i == chunk_entries;
        const std::size_t keep = at_end ? chunk_entries : chunk_entries / 2;
        chunks_.emplace(chunks_.begin() + static_cast<std::ptrdiff_t>(c) + 1);
        auto& low = chunks_[c].entries;
        auto& high = chunks_[c + 1].entries;
        const auto split = low.begin() + static_cast<std::ptrdiff_t>(keep);
        high.insert(high.end(), std::move_iterator{split}, std::move_iterator{low.end()});
        low.erase(split, low.end());
        if (i > keep || at_end) {
            ++c;
            i -= keep;
        }
    }
    forget_place();
    ++size_;
    auto& entries = chunks_[c].entries;
    return entries.insert(entries.begin() + static_cast<std::ptrdiff_t>(i), entry{key, value{}})
        ->item;
}

std::optional<value> key_tree::remove(std::string_view key) {
    if (size_ == 0) return std::nullopt;
    const std::size_t c = chunk_of(key);
    auto& entries = chunks_[c].entries;
    const std::size_t i = lower_bound(chunks_[c], key);
    if (i == entries.size() || entries[i].key.text() != key) return std::nullopt;
    value item = std::move(entries[i].item);
    entries.erase(entries.begin() + static_cast<std::ptrdiff_t>(i));
    if (entries.empty()) chunks_.erase(chunks_.begin() + static_cast<std::ptrdiff_t>(c));
    forget_place();
    --size_;
    return item;
}

void key_tree::append(value key, value item) {
    if (chunks_.empty() || chunks_.back().entries.size() == chunk_entries) chunks_.emplace_back();
    chunks_.back().entries.push_back({std::move(key), std::move(item)});
    ++size_;
}

}  // namespace bounce::script
