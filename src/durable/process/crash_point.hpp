#pragma once

#include <string_view>

namespace bounce::durable {

/// A place at which tests let the process die as if by `kill -9`: the environment variable
/// BOUNCE_CRASH_AT names it, "after_effect" or "after_effect:3" for the third time that a thread gets
/// there. In a build without the option BOUNCE_CRASH_POINTS this is nothing.
///
/// The points, in the order in which a step meets them:
///   before_effect   an attempt is about to be made
///   after_effect    it was made, and nobody has been told
///   before_result   its outcome is about to be handed to the store
///   before_commit   every row of a transaction is written, and COMMIT not yet asked for
///   in_commit       COMMIT is under way: nothing is on the disk yet
///   after_commit    it is on the disk, and nobody has been told
/// and one that is met only by what was interrupted again and again, in its process of its own:
///   alone           a step or a slice of a run is about to be done alone
#ifdef BOUNCE_CRASH_POINTS
void crash_point(std::string_view name) noexcept;
#else
inline void crash_point(std::string_view) noexcept {}
#endif

/// Points that `crash_point` is called with; a name that is none of them is refused at the first call.
inline constexpr std::string_view crash_point_names[] = {
    "before_effect", "after_effect", "before_result", "before_commit",
    "in_commit",     "after_commit", "alone",
};

}  // namespace bounce::durable
