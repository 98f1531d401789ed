// RETURN_IF_ERROR and ASSIGN_OR_RETURN: the only macros of this code base.
#pragma once

#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

#define PIPEWRIGHT_CONCAT_INNER(a, b) a##b
#define PIPEWRIGHT_CONCAT(a, b) PIPEWRIGHT_CONCAT_INNER(a, b)

#define PIPEWRIGHT_RETURN_IF_ERROR(status, expr)      \
  do {                                                \
    if (absl::Status status = (expr); !status.ok()) { \
      return status;                                  \
    }                                                 \
  } while (false)

// Returns from the enclosing function when `expr` (an absl::Status) is not OK.
#define RETURN_IF_ERROR(expr) PIPEWRIGHT_RETURN_IF_ERROR(PIPEWRIGHT_CONCAT(status_, __LINE__), expr)

#define PIPEWRIGHT_ASSIGN_OR_RETURN(statusor, lhs, expr) \
  auto statusor = (expr);                                \
  if (!statusor.ok()) {                                  \
    return std::move(statusor).status();                 \
  }                                                      \
  lhs = *std::move(statusor)

// Assigns the value of `expr` (an absl::StatusOr) to `lhs`, or returns its status.
#define ASSIGN_OR_RETURN(lhs, expr) PIPEWRIGHT_ASSIGN_OR_RETURN(PIPEWRIGHT_CONCAT(status_or_, __LINE__), lhs, expr)
