// A program of test headers alone, whose precompiled ones the test programs use.
