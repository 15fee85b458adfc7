// SPDX-License-Identifier: Apache-2.0
#include <iostream>

#include "app/commands/shell.h"

int main(int argc, char** argv) { return camframe::runCommandLine(argc, argv, std::cout, std::cerr); }
