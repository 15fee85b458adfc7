// SPDX-License-Identifier: Apache-2.0
#include <iostream>

#include "app/commands/shell.h"
#ifdef CAMFRAME_REVIEW_LISTS
#include "app/review/review_export.h"
#endif

int main(int argc, char** argv) {
#ifdef CAMFRAME_REVIEW_LISTS
    const camframe::ListExporter exportList = camframe::exportList;
#else
    const camframe::ListExporter exportList;
#endif
    return camframe::runCommandLine(argc, argv, std::cout, std::cerr, exportList);
}
