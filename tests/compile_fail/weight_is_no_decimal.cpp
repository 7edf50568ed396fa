// SPDX-License-Identifier: Apache-2.0
// expect: conversion from
#include "steward/decimal.hpp"

steward::Hundredths weight(60);
#ifdef WRONG
steward::Decimal target = weight;
#endif
