#include "script/syntax/line_index.hpp"
#include "script/syntax/utf8.hpp"

#include "bounce/script/diagnostic.hpp"

#include <algorithm>
#include <cstddef>
#include <map>
#include <string>
#include <utility>

namespace bounce::script {
namespace {

constexpr std::size_t tab_stop = 4;
constexpr std::size_t widest_line = 160;  // longer lines are shown around the place
constexpr std::size_t shown_before = 60;

/// A line as it is shown: tabs are spaces, and what a terminal would obey is a mark. Knows in which
/// column each byte of the original appears.
struct shown_line {
    std::string text;
    std::vector<std::size_t> column_of;  // by byte offset in the line, and one for its end
};

shown_line show(std::string_view line) {
    shown_line out;
    std::size_t column = 0;
    for (std::size_t at = 0; at < line.size();) {
        const utf8::decoded d = utf8::decode(line, at);
        out.column_of.insert(out.column_of.end(), d.length, column);
        if (line[at] == '\t') {
            const std::size_t spaces = tab_stop - column % tab_stop;
            out.text.append(spaces, ' ');
            column += spaces;
        } else if (d.value == utf8::no_character || d.value < 0x20 ||
                   (d.value >= 0x7F && d.value < 0xA0)) {
            utf8::append(out.text, 0xFFFD);
            ++column;
        } else {
            out.text += line.substr(at, d.length);
            column += static_cast<std::size_t>(utf8::width(d.value));
        }
        at += d.length;
    }
    out.column_of.push_back(column);
    return out;
}

struct mark {
    std::size_t from = 0;  // columns
    std::size_t to = 0;
    std::string_view text;
};

void put(std::string& row, std::size_t column, std::string_view text) {
    if (row.size() < column) row.resize(column, ' ');
    row.replace(column, std::min(text.size(), row.size() - column), text);
}

/// The rows under a line: carets under all marks with the text of the last beside it, then the other
/// texts, from right to left, each under the place it belongs to.
std::vector<std::string> rows_under(std::vector<mark> marks) {
    std::ranges::sort(marks, {}, [](const mark& m) { return std::pair{m.from, m.to}; });
    std::vector<std::string> rows(1);
    for (const mark& m : marks) put(rows[0], m.from, std::string(m.to - m.from, '^'));
    bool beside = true;
    for (auto m = marks.rbegin(); m != marks.rend(); ++m) {
        if (m->text.empty()) continue;
        if (beside && m == marks.rbegin()) {
            rows[0] += ' ';
            rows[0] += m->text;
        } else {
            rows.emplace_back();
            put(rows.back(), m->from, m->text);
        }
        beside = false;
    }
    return rows;
}

/// Of a line that is too long, the part around the first mark.
void clip(shown_line& line, std::string_view original, std::vector<mark>& marks) {
    if (line.column_of.back() <= widest_line) return;
    const std::size_t first = std::ranges::min(marks, {}, &mark::from).from;
    const std::size_t begin = first > shown_before ? first - shown_before : 0;
    const auto byte_at = [&](std::size_t column) {
        return static_cast<std::size_t>(std::ranges::lower_bound(line.column_of, column) -
                                        line.column_of.begin());
    };
    const std::size_t from = byte_at(begin);
    const std::size_t to = std::min(byte_at(begin + widest_line), original.size());
    const std::size_t cut = line.column_of[from];
    const std::size_t lead = from > 0 ? 4 : 0;
    const bool more = to < original.size();
    line = show(original.substr(from, to - from));
    line.text = (lead > 0 ? "... " : "") + line.text + (more ? " ..." : "");
    const std::size_t right = line.column_of.back() + lead;
    std::erase_if(marks,
                  [&](const mark& m) { return m.from < cut || m.from - cut + lead > right; });
    for (mark& m : marks) {
        m.from = m.from - cut + lead;
        m.to = std::min(m.to - cut + lead, std::max(right, m.from + 1));
    }
}

class renderer {
public:
    renderer(const diagnostic& what, std::string_view source, std::string_view file_name)
        : what_{what}, lines_{source}, size_{static_cast<std::uint32_t>(source.size())} {
        collect();
        const std::size_t digits = std::to_string(by_line_.rbegin()->first).size();
        gutter_ = std::string(digits, ' ');
        out_ = what.level == diagnostic::severity::error ? "error: " : "warning: ";
        out_ += what.message + '\n';
        const source_position p = lines_.locate(clamp(what.where.offset));
        out_ += gutter_ + "--> ";
        out_ += file_name;
        out_ += ':' + std::to_string(p.line) + ':' + std::to_string(p.column) + '\n';
    }

    std::string run() {
        std::uint32_t before = 0;
        for (auto& [line, marks] : by_line_) {
            if (before != 0 && line > before + 1) out_ += "...\n";
            before = line;
            write_line(line, marks);
        }
        if (!what_.help.empty()) out_ += gutter_ + " = help: " + what_.help + '\n';
        return std::move(out_);
    }

private:
    struct place {
        source_span where;
        std::string_view text;
    };

    [[nodiscard]] std::uint32_t clamp(std::uint32_t offset) const {
        return std::min(offset, size_);
    }

    void collect() {
        bool said = false;
        for (const diagnostic::label& l : what_.labels) {
            add({l.where, l.text});
            said |= l.where == what_.where;
        }
        if (!said) add({what_.where, {}});
    }

    void add(place p) { by_line_[lines_.line_of(clamp(p.where.offset))].push_back(p); }

    void write_line(std::uint32_t number, const std::vector<place>& places) {
        const std::string_view original = lines_.text_of(number);
        shown_line line = show(original);
        std::vector<mark> marks;
        for (const place& p : places) {
            const std::size_t from = std::min<std::size_t>(
                clamp(p.where.offset) - lines_.start_of(number), original.size());
            const std::size_t to = std::min<std::size_t>(from + p.where.length, original.size());
            const std::size_t column = line.column_of[from];
            marks.push_back({column, std::max(line.column_of[to], column + 1), p.text});
        }
        clip(line, original, marks);
        const std::string label = std::to_string(number);
        out_ += std::string(gutter_.size() - label.size(), ' ') + label + " |";
        if (!line.text.empty()) out_ += ' ' + line.text;
        out_ += '\n';
        for (const std::string& row : rows_under(std::move(marks))) {
            out_ += gutter_ + " | " + row + '\n';
        }
    }

    const diagnostic& what_;
    line_index lines_;
    std::uint32_t size_;
    std::map<std::uint32_t, std::vector<place>> by_line_;
    std::string gutter_;
    std::string out_;
};

}  // namespace

std::string render(const diagnostic& what, std::string_view source, std::string_view file_name) {
    return renderer{what, source, file_name}.run();
}

std::string render(const std::vector<diagnostic>& all, std::string_view source,
                   std::string_view file_name) {
    std::string out;
    for (const diagnostic& d : all) {
        if (!out.empty()) out += '\n';
        out += render(d, source, file_name);
    }
    return out;
}

}  // namespace bounce::script
