// SPDX-License-Identifier: Apache-2.0
#include "app/review/review_command_line.h"

#include "app/review/project_command.h"
#include "app/review/review_export.h"
#include "app/review/review_files.h"
#include "app/review/review_import.h"

namespace camframe {

namespace {

Result<CollectedList> collectList(const ListCollection& collection, const RunContext& context) {
    const QtForDatabases application;
    const QString results = qt(std::filesystem::absolute(collection.results).string());
    ReviewSource source;
    const auto exists = ReviewStore::exists(qt(collection.list));
    if (!exists) return tl::unexpected(exists.error());
    if (*exists) {
        auto store = ReviewStore::open(qt(collection.list));
        if (!store) return tl::unexpected(store.error());
        auto about = (*store)->source();
        if (!about) return tl::unexpected(about.error());
        source = std::move(*about);
        source.results = results;
    } else {
        source = sourceOf(collection.request, results);
    }
    const auto done = importReview(qt(collection.list), source, context);
    if (!done) return tl::unexpected(done.error());
    return CollectedList{done->list.toStdString(), done->items, done->calibrated, done->changed,
                         done->skipped};
}

}  // namespace

ReviewLists reviewLists() {
    return {exportList, collectList, addProjectCommand};
}

}  // namespace camframe
