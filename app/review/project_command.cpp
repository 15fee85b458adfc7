// SPDX-License-Identifier: Apache-2.0
#include "app/review/project_command.h"

#include <numeric>

#include "app/commands/console.h"
#include "app/commands/options.h"
#include "app/review/project_options.h"
#include "app/review/review_import.h"
#include "model/core/log.h"
#include "model/qt/review/review_query.h"

namespace camframe {

namespace {

using namespace Qt::StringLiterals;
using Json = nlohmann::ordered_json;

Result<int> importInto(const ReviewSource& source, const ProjectOptions& options, Shell& shell) {
    const auto done = importReview(qt(options.project), source, shell.context);
    if (!done) return tl::unexpected(done.error());
    for (const std::string& line : done->skipped) log(LogLevel::Warning, line);
    if (shell.json)
        printJson({{"project", done->list.toStdString()},
                   {"items", done->items},
                   {"calibrated", done->calibrated},
                   {"changed", done->changed},
                   {"skipped", done->skipped}},
                  shell);
    else
        shell.out << fmt::format("{}: {} camera-episodes, {} calibrated; {} new or with a new result\n",
                                 done->list.toStdString(), done->items, done->calibrated, done->changed);
    return 0;
}

Result<int> runProjectNew(const ProjectOptions& options, Shell& shell) {
    const auto exists = ReviewStore::exists(qt(options.project));
    if (!exists) return tl::unexpected(exists.error());
    if (*exists)
        return makeError(ErrorKind::Usage,
                         "{} is there already: 'camframe project add' brings it up to date.",
                         options.project);
    return importInto(sourceOf(options.request, qt(options.results.string())), options, shell);
}

Result<int> runProjectAdd(const ProjectOptions& options, Shell& shell) {
    ReviewSource source;
    {
        const auto store = openProjectOf(options);
        if (!store) return tl::unexpected(store.error());
        auto about = (*store)->source();
        if (!about) return tl::unexpected(about.error());
        source = std::move(*about);
    }
    if (!options.results.empty()) source.results = qt(std::filesystem::absolute(options.results).string());
    return importInto(source, options, shell);
}

Result<int> runProjectList(const ProjectOptions& options, Shell& shell) {
    const auto store = openProjectOf(options);
    if (!store) return tl::unexpected(store.error());
    const auto items = queriedItems(**store, options.query);
    if (!items) return tl::unexpected(items.error());
    if (shell.json) {
        Json rows = Json::array();
        for (const ReviewItem& item : *items) rows.push_back(jsonOf(item));
        printJson({{"project", (*store)->path().toStdString()}, {"items", std::move(rows)}}, shell);
        return 0;
    }
    TextTable table({"episode", "camera", "status", "risk", "verdict", "reviewer", "signed", "open with"});
    int judged = 0, signedOff = 0;
    for (const ReviewItem& item : *items) {
        judged += isJudged(item);
        signedOff += isSigned(item);
        const std::string verdict = verdictIdentifier(item.verdict).toStdString();
        table.addRow({fmt::format("{:06d}", item.episode), item.camera.toStdString(),
                      item.status ? std::string(toString(*item.status)) : "-",
                      std::isnan(item.risk) ? "-" : fmt::format("{:.3f}", item.risk),
                      isStale(item) ? verdict + ", stale" : verdict, item.reviewer.toStdString(),
                      isSigned(item) ? item.signedBy.toStdString() : "", item.claimedBy.toStdString()});
    }
    table.print(shell.out);
    shell.out << fmt::format("{} camera-episodes, {} judged, {} signed off\n", items->size(), judged,
                             signedOff);
    return 0;
}

/// Adds a subcommand that runs `action` with options of its own.
class Subcommands {
public:
    Subcommands(CLI::App& parent, Shell& shell) : m_parent(parent), m_shell(shell) {}

    Subcommands& begin(const std::string& name, const std::string& description, ProjectAction action) {
        m_options = std::make_shared<ProjectOptions>();
        m_command = m_parent.add_subcommand(name, description);
        m_command->callback([options = m_options, action, &shell = m_shell] {
            shell.action = [options, action, &shell]() -> Result<int> {
                const QtForDatabases application;
                return action(*options, shell);
            };
        });
        return *this;
    }
    Subcommands& project(const char* name = "PROJECT") {
        m_command
            ->add_option(name, m_options->project, "FILE.camreview or postgresql://USER@HOST/DATABASE/NAME")
            ->required()
            ->check(notEmpty);
        m_command->add_option("--wait", m_options->wait, "Seconds to wait for a server that is away")
            ->check(CLI::Range(0, 3600))
            ->capture_default_str();
        return *this;
    }
    Subcommands& other(const char* name) {
        m_command->add_option(name, m_options->other, "Another project")->required()->check(notEmpty);
        return *this;
    }
    Subcommands& item(bool required = true) {
        m_command->add_option("EPISODE", m_options->episode, "Number of the episode")
            ->check(CLI::NonNegativeNumber)
            ->required(required);
        m_command->add_option("CAMERA", m_options->camera, "Name of the camera")->required(required);
        return *this;
    }
    Subcommands& reviewer() {
        CLI::Option* option = m_command->add_option("--reviewer", m_options->reviewer,
                                                    "Who does this (default: CAMFRAME_REVIEWER, else USER)");
        option->check(notEmpty);
        if (!qEnvironmentVariableIsEmpty("CAMFRAME_REVIEWER"))
            m_options->reviewer = qgetenv("CAMFRAME_REVIEWER").toStdString();
        else if (!qEnvironmentVariableIsEmpty("USER"))
            m_options->reviewer = qgetenv("USER").toStdString();
        else
            option->required();
        return *this;
    }
    Subcommands& query() {
        m_command->add_option("--query", m_options->query,
                              "Items, as typed into the list's filter, e.g. 'status:review -camera:wrist'");
        return *this;
    }
    Subcommands& results() {
        m_command->add_option("--results", m_options->results, "The --out folder of camframe calibrate");
        return *this;
    }
    ProjectOptions& options() { return *m_options; }
    CLI::App& command() { return *m_command; }
    void end() { addCommonOptions(*m_command, m_shell); }

private:
    CLI::App& m_parent;
    Shell& m_shell;
    CLI::App* m_command = nullptr;
    std::shared_ptr<ProjectOptions> m_options;
};

}  // namespace

Result<std::unique_ptr<ReviewStore>> openProjectOf(const ProjectOptions& options) {
    return ReviewStore::open(qt(options.project), options.wait);
}

Result<std::vector<ReviewItem>> queriedItems(ReviewStore& store, const std::string& query) {
    auto items = store.items();
    if (!items || query.empty()) return items;
    ReviewIndex index;
    index.assign(*items);
    std::vector<int> order(items->size());
    std::iota(order.begin(), order.end(), 0);
    std::vector<ReviewItem> found;
    for (const int i : index.select(ReviewQuery::parse(qt(query)), *items, order))
        found.push_back(std::move((*items)[static_cast<size_t>(i)]));
    return found;
}

Json jsonOf(const ReviewItem& item) {
    const auto number = [](double value) { return std::isnan(value) ? Json() : Json(value); };
    return {{"episode", item.episode},
            {"name", item.episodeName.toStdString()},
            {"camera", item.camera.toStdString()},
            {"group", item.group.toStdString()},
            {"tags", item.tags.toStdString()},
            {"frames", item.frames.toStdString()},
            {"notes", item.notes.toStdString()},
            {"status", item.status ? Json(toString(*item.status)) : Json()},
            {"risk", number(item.risk)},
            {"remarks", item.remarks.toStdString()},
            {"calibration", item.calibration.toStdString()},
            {"pose", item.pose},
            {"verdict", verdictIdentifier(item.verdict).toStdString()},
            {"reason", item.reason.toStdString()},
            {"reviewer", item.reviewer.toStdString()},
            {"judged_at", item.judgedAt},
            {"judged_pose", item.judgedPose},
            {"stale", isStale(item)},
            {"signed_by", item.signedBy.toStdString()},
            {"signed_at", item.signedAt},
            {"claimed_by", item.claimedBy.toStdString()},
            {"change", item.change}};
}

void printJson(const Json& json, Shell& shell) {
    shell.out << json.dump(2, ' ', false, Json::error_handler_t::replace) << '\n';
}

void addProjectCommand(CLI::App& app, Shell& shell) {
    CLI::App* command = app.add_subcommand("project", "Review projects: make, judge, sign off, copy, merge");
    command->require_subcommand(1);
    Subcommands add(*command, shell);

    add.begin("new", "Make a project of all camera-episodes of a dataset", runProjectNew).project().results();
    add.command().add_option("DATASET", add.options().request.dataset, "The recordings")->required();
    addRecordingOptions(add.command(), add.options().request,
                        "the one that made the results, else the recordings'");
    add.command().add_option("--tcp", add.options().request.tcp,
                             "Tool centre point: LINK[:x,y,z,qw,qx,qy,qz]");
    add.command().add_option("--ignore-links", add.options().request.ignoreLinks,
                             "Links that are not drawn: regular expression for the whole name");
    add.end();
    add.begin("add", "Bring a project up to date: new episodes, new results", runProjectAdd)
        .project()
        .results()
        .end();
    add.begin("list", "Print items with verdicts", runProjectList).project().query().end();
    add.begin("next", "Take the item that most needs a look and that nobody has judged or opened",
              runProjectNext)
        .project()
        .query()
        .reviewer()
        .end();
    add.begin("claim", "Take an item, so that nobody else judges it", runProjectClaim)
        .project()
        .item()
        .reviewer()
        .end();
    add.begin("release", "Give an item back", runProjectRelease).project().item().reviewer().end();

    add.begin("verdict", "Judge an item", runProjectVerdict).project().item().reviewer();
    add.command()
        .add_option("VERDICT", add.options().verdict,
                    "accepted, rejected, fix, skipped, deferred or none (withdraw)")
        ->required()
        ->check(CLI::IsMember({"accepted", "rejected", "fix", "skipped", "deferred", "none"}));
    add.command().add_option("--reason", add.options().reason, "Why");
    add.command().add_option("--calibration", add.options().calibration,
                             "The calibration.json that is judged (default: the item's own)");
    add.command().add_flag(
        "--again", add.options().again,
        "Judge also what another person has judged already; their verdict stays in the history");
    add.end();

    add.begin("history", "Every verdict and signature, of one item or of all", runProjectHistory)
        .project()
        .item(false)
        .end();
    add.begin("signoff", "Sign verdicts of others off: nobody changes them before the signature is withdrawn",
              runProjectSignOff)
        .project()
        .query()
        .reviewer();
    add.command().add_flag("--withdraw", add.options().withdraw, "Withdraw signatures instead");
    add.end();
    add.begin("agreement", "How far reviewers agree: Cohen's kappa, and how far apart their poses are",
              runProjectAgreement)
        .project()
        .end();
    add.begin("merge", "Take what people did in another project about the same dataset into this one",
              runProjectMerge)
        .project("INTO")
        .other("FROM")
        .end();
    add.begin("copy", "Copy a whole project, between files and servers", runProjectCopy)
        .project("FROM")
        .other("TO")
        .end();
}

}  // namespace camframe
