#include "bounce/script/failure.hpp"

namespace bounce::script {

std::string_view error_name(error_kind k) noexcept {
    switch (k) {
        case error_kind::runtime: return "ErrorRuntime";
        case error_kind::function_not_found: return "ErrorFunctionNotFound";
        case error_kind::mismatch_data_type: return "ErrorMismatchDataType";
        case error_kind::mismatch_output_type: return "ErrorMismatchOutputType";
        case error_kind::arithmetic: return "ErrorArithmetic";
        case error_kind::index_out_of_bounds: return "ErrorIndexOutOfBounds";
        case error_kind::indexing_type: return "ErrorIndexingType";
        case error_kind::index_not_found: return "ErrorIndexNotFound";
        case error_kind::variable_not_found: return "ErrorVariableNotFound";
        case error_kind::property_not_found: return "ErrorPropertyNotFound";
        case error_kind::module_not_found: return "ErrorModuleNotFound";
        case error_kind::data_race: return "ErrorDataRace";
        case error_kind::assign_to_constant: return "ErrorAssignmentToConstant";
        case error_kind::non_pure_method: return "ErrorNonPureMethodCallOnConstant";
        case error_kind::not_iterable: return "ErrorFor";
        case error_kind::unbound_this: return "ErrorUnboundThis";
        case error_kind::parsing: return "ErrorParsing";
        case error_kind::data_too_large: return "ErrorDataTooLarge";
        case error_kind::too_many_operations: return "ErrorTooManyOperations";
        case error_kind::stack_overflow: return "ErrorStackOverflow";
        case error_kind::cancelled: return "ErrorCancelled";
        case error_kind::deadlock: return "ErrorDeadlock";
        case error_kind::channel_closed: return "ErrorChannelClosed";
        case error_kind::timed_out: return "ErrorTimedOut";
        case error_kind::not_storable: return "ErrorNotStorable";
        case error_kind::out_of_memory: return "ErrorOutOfMemory";
    }
    return "ErrorRuntime";
}

bool is_catchable(error_kind k) noexcept {
    switch (k) {
        case error_kind::data_too_large:
        case error_kind::too_many_operations:
        case error_kind::stack_overflow:
        case error_kind::out_of_memory: return false;
        default: return true;
    }
}

}  // namespace bounce::script
