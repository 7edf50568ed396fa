// SPDX-License-Identifier: Apache-2.0
// expect: conversion from
#include "steward/model.hpp"

steward::Ref<steward::Account> account;
#ifdef WRONG
steward::Ref<steward::Engagement> engagement = account;
#endif
