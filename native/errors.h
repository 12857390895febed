// Turns whatever C++ throws into a return value and a message.
#pragma once

#include <c10/util/Exception.h>

#include <string>
#include <utility>

namespace eg {

extern thread_local std::string last_error;

// Runs `body`; should it throw, keeps the reason without libtorch's C++ stack trace and returns `failure`.
template <class Body, class Failure> auto guard(Body&& body, Failure failure) -> decltype(body()) {
    try {
        return body();
    } catch (const c10::Error& error) {
        last_error = error.what_without_backtrace();
    } catch (const std::exception& error) {
        last_error = error.what();
    } catch (...) {
        last_error = "an exception of unknown type";
    }
    return failure;
}

} // namespace eg
