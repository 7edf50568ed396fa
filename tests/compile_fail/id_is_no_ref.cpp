// SPDX-License-Identifier: Apache-2.0
// expect: conversion from
#include "steward/model.hpp"

steward::Id id;
#ifdef WRONG
steward::Ref<steward::Account> account = id;
#endif
