// SPDX-License-Identifier: Apache-2.0
#include <iostream>

#include "app/commands/shell.h"
#ifdef CAMFRAME_REVIEW_LISTS
#include "app/review/review_command_line.h"
#endif

int main(int argc, char** argv) {
#ifdef CAMFRAME_REVIEW_LISTS
    const camframe::ReviewLists lists = camframe::reviewLists();
#else
    const camframe::ReviewLists lists;
#endif
    return camframe::runCommandLine(argc, argv, std::cout, std::cerr, lists);
}
