// SPDX-License-Identifier: Apache-2.0
// camframe-hdf5: reads HDF5 files for camframe and camframe-studio, which start it; not for people.
#include <sys/stat.h>
#include <unistd.h>

#include <cstdio>

#include "model/core/io/detail/hdf5_service.h"

int main() {
    struct stat status {};
    if (::fstat(STDIN_FILENO, &status) != 0 || !S_ISSOCK(status.st_mode)) {
        std::fputs("camframe-hdf5 reads HDF5 files for camframe and is started by it.\n", stderr);
        return 2;
    }
    return camframe::serveHdf5(STDIN_FILENO);
}
