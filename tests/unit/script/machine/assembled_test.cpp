#include "machine_test.hpp"
#include "script/code/module_code.hpp"
#include "script/code/opcodes.hpp"

// Code that no compiler wrote, to see one instruction at a time.

namespace bounce::script::test {
namespace {

using enum opcode;

class assembled {
public:
    assembled() { code_->name = "assembled"; }

    /// A function; the first is the top level. Gives its number.
    std::uint32_t function(std::uint8_t registers, std::uint8_t parameters,
                           std::vector<std::uint32_t> words) {
        function_code f;
        f.name = code_->functions.empty() ? "" : "f" + std::to_string(code_->functions.size());
        f.registers = registers;
        f.parameters = f.required = parameters;
        f.words = std::move(words);
        code_->functions.push_back(std::move(f));
        const auto number = static_cast<std::uint32_t>(code_->functions.size() - 1);
        code_->references.push_back({function_reference::own_module, number});
        return number;
    }
    function_code& at(std::size_t n) { return code_->functions[n]; }

    std::string outcome() {
        program p;
        p.modules.push_back(code_);
        isolate iso{executable::link(test_engine(), p).value()};
        iso.start();
        const run_result r = iso.run(nanoseconds{0}, 1000);
        if (r.error) return std::string{error_name(r.error->kind)} + ": " + r.error->message;
        return r.state == run_state::finished ? to_debug_text(r.result) : "not finished";
    }

private:
    std::shared_ptr<module_code> code_ = std::make_shared<module_code>();
};

TEST(assembled_code, adds_in_a_loop) {
    assembled a;
    a.function(4, 0,
               {word_abx(load_int, 1, 0), word_abx(load_int, 2, 10),  // sum, countdown
                word_abc(add, 1, 1, 2), word_abc(add_int, 2, 2, 0xff), word_abx(load_int, 3, 0),
                word_abc(greater, 3, 2, 3), word_abx(jump_unless, 3, 1),
                word_abx(loop, 0, 0xffff & -6U), word_abc(return_value, 1)});
    EXPECT_EQ(a.outcome(), "55");
}

TEST(assembled_code, calls_with_a_window_that_overlaps) {
    assembled a;
    a.function(5, 0,
               {word_abx(load_int, 3, 20), word_abx(load_int, 4, 22), word_abc(call, 2, 0, 2), 1,
                word_abc(return_value, 2)});
    a.function(3, 2, {word_abc(add, 1, 1, 2), word_abc(return_value, 1)});
    EXPECT_EQ(a.outcome(), "42");
}

TEST(assembled_code, catches_in_the_range_of_a_handler_only) {
    assembled a;
    a.function(3, 0,
               {word_abx(load_int, 1, 7), word_abc(throw_value, 1), word_abc(return_value, 2)});
    EXPECT_EQ(a.outcome(), "ErrorRuntime: 7");
    a.at(0).handlers.push_back({0, 1, 2, 2});
    EXPECT_EQ(a.outcome(), "ErrorRuntime: 7");
    a.at(0).handlers.push_back({1, 2, 2, 2});
    EXPECT_EQ(a.outcome(), "7");
}

TEST(assembled_code, that_is_wrong_about_types_gets_errors) {
    assembled cell;
    cell.function(2, 0,
                  {word_abx(load_int, 1, 7), word_abc(cell_get, 1, 1), word_abc(return_value, 1)});
    EXPECT_TRUE(cell.outcome().starts_with("Error"));
    assembled iterator;
    iterator.function(
        3, 0, {word_abx(load_int, 1, 7), word_abc(next, 1, 2), 0, word_abc(return_value, 2)});
    EXPECT_TRUE(iterator.outcome().starts_with("ErrorFor"));
    assembled condition;
    condition.function(
        2, 0, {word_abx(load_int, 1, 7), word_abx(jump_if, 1, 0), word_abc(return_value, 1)});
    EXPECT_EQ(condition.outcome(), "ErrorMismatchDataType: a bool is expected here, not `i64`");
}

TEST(assembled_code, that_asks_for_what_is_not_there_is_not_linked) {
    auto code = std::make_shared<module_code>();
    code->name = "assembled";
    code->functions.emplace_back();
    code->natives.push_back({"nowhere", "f", 2, effect_class::read, 1});
    program p;
    p.modules.push_back(code);
    const auto linked = executable::link(test_engine(), p);
    ASSERT_FALSE(linked);
    EXPECT_EQ(linked.error().message(),
              "module assembled needs the native nowhere::f/2 (version 1), which is not here");
}

}  // namespace
}  // namespace bounce::script::test
