// SPDX-License-Identifier: Apache-2.0
#include "app/studio/review_session.h"

#include <QSet>
#include <algorithm>

#include "app/review/review_import.h"

namespace camframe {

namespace {
constexpr int preparedAhead = 2;  ///< Episodes kept ready.
}

ReviewSession::ReviewSession(Editor& editor, Workspace& workspace, const QString& reviewer, QObject* parent)
    : QObject(parent), m_editor(editor), m_workspace(workspace), m_desk(reviewer) {
    connect(&m_desk, &ReviewDesk::problem, this, &ReviewSession::problem);
    connect(&m_desk, &ReviewDesk::refused, this,
            [this](qint64, const QString& sentence) { Q_EMIT problem(sentence); });
    connect(&m_desk, &ReviewDesk::itemsChanged, this, [this](const QList<int>& items) {
        // Claims and verdicts change items, too: with those the file is what it was.
        for (const int item : items) {
            const ReviewItem& changed = itemAt(item);
            m_workspace.checkExpected(changed.calibration, [result = changed.result,
                                                            status = changed.status](const Calibration& c) {
                return result != 0 && poseOf(c) == result && (!status || c.status == *status);
            });
        }
        if (items.contains(m_current)) takeNewResult();
    });
    connect(&m_desk, &ReviewDesk::opened, this, [this] {
        m_current = -1;
        m_here = false;
        m_model.setQuery(m_desk.lastPlace().query);
        m_model.refresh();
        Q_EMIT opened();
        const int left = m_desk.indexOf(m_desk.lastPlace().item);
        if (left >= 0) {
            openItem(left);
        } else {
            openNextUnjudged();
        }
    });
    connect(&m_workspace, &Workspace::opened, this, [this] {
        if (m_current >= 0 && !m_here && shows(m_current)) {
            arrive();
        } else if (m_current >= 0 && !shows(m_current)) {
            // The person opened something else meanwhile.
            m_current = -1;
            m_here = false;
            m_desk.releaseClaim();
            Q_EMIT currentChanged(-1);
        }
    });
    connect(&m_workspace, &Workspace::notOpened, this, [this] {
        // The row stays chosen, so that stepping goes on from it; whoever can open it may have it.
        if (m_current >= 0 && !shows(m_current)) m_desk.releaseClaim();
    });
    connect(&m_editor, &Editor::cameraChanged, this, [this] {
        if (m_current < 0 || !m_here || shows(m_current)) return;
        // Another camera of the same episode was chosen by hand: it has a row of its own.
        const int episode = itemAt(m_current).episode;
        const QString camera = QString::fromStdString(m_editor.state().name);
        for (size_t i = 0; i < m_desk.items().size(); ++i) {
            const ReviewItem& item = m_desk.items()[i];
            if (item.episode == episode && item.camera == camera) {
                openItem(static_cast<int>(i));
                return;
            }
        }
    });
    connect(&m_editor, &Editor::stateChanged, this, &ReviewSession::passOn);
}

ReviewSession::~ReviewSession() = default;

void ReviewSession::open(const QString& path, const RobotSearch& search) {
    m_search = search;
    m_desk.open(path);
}

StudioRequest ReviewSession::requestFor(const ReviewItem& item) const {
    StudioRequest request;
    request.session = sessionOf(m_desk.source(), m_search);
    request.episode = item.episode;
    request.project = reviewProjectPath(m_desk.path(), item.episode);
    request.camera = item.camera;
    for (const ReviewItem& other : m_desk.items())
        if (other.episode == item.episode && !other.calibration.isEmpty())
            request.expected << other.calibration;
    return request;
}

bool ReviewSession::shows(int index) const {
    const ReviewItem& item = itemAt(index);
    return m_editor.hasDocument() && m_editor.recording().episodeIndex == item.episode &&
           m_editor.document()->path() == reviewProjectPath(m_desk.path(), item.episode) &&
           QString::fromStdString(m_editor.state().name) == item.camera;
}

int ReviewSession::shownItem() const {
    if (m_current >= 0 && shows(m_current)) return m_current;
    for (int i = 0; i < static_cast<int>(m_desk.items().size()); ++i)
        if (shows(i)) return i;
    return -1;
}

void ReviewSession::openItem(int item) {
    if (item < 0 || item >= static_cast<int>(m_desk.items().size())) return;
    m_sinceAsked.start();
    m_current = item;
    m_here = false;
    m_desk.claim(item);
    Q_EMIT currentChanged(item);
    const ReviewItem wanted = itemAt(item);
    const bool sameEpisode = m_editor.hasDocument() &&
                             m_editor.document()->path() == reviewProjectPath(m_desk.path(), wanted.episode);
    if (!sameEpisode) {
        m_workspace.open(requestFor(wanted));
        return;
    }
    m_workspace.stay();
    const auto& cameras = m_editor.document()->cameras();
    for (size_t i = 0; i < cameras.size(); ++i)
        if (QString::fromStdString(cameras[i].name) == wanted.camera) m_editor.setCamera(static_cast<int>(i));
    arrive();
}

void ReviewSession::arrive() {
    m_here = true;
    m_arrived = false;
    takeNewResult();
    m_arrived = true;
    const ReviewItem item = itemAt(m_current);
    const Verdict here = m_editor.state().verdict;
    if (item.verdict == Verdict::None && here != Verdict::None) {
        // What an earlier window could not pass on any more.
        passOn(ChangeEvent::Verdict);
    } else if (here != Verdict::None && here != item.verdict) {
        // Either can be the later one: another machine may have judged, or the list could not be written.
        Q_EMIT notice(
            tr("The list says \"%1\" of this camera, the project says \"%2\". Judge it again to say "
               "which holds.")
                .arg(ReviewModel::verdictText(item.verdict), ReviewModel::verdictText(here)));
    }
    m_desk.setPlace({item.id, m_model.query()});
    Q_EMIT arrived(m_current, static_cast<double>(m_sinceAsked.nsecsElapsed()) / 1e6);
    prepareNeighbours();
}

qint64 ReviewSession::poseOnShow() const {
    return poseOf(m_editor.document()->calibration(m_editor.camera()));
}

std::optional<RigidTransform> ReviewSession::placeOnShow() const {
    const Calibration calibration = m_editor.document()->calibration(m_editor.camera());
    return calibration.camFromBase ? calibration.camFromBase : calibration.camFromBaseGuess;
}

void ReviewSession::takeNewResult() {
    if (m_current < 0 || !m_here || !shows(m_current)) return;
    const ReviewItem item = itemAt(m_current);
    if (item.calibration.isEmpty()) return;
    const auto& run = m_editor.state().run;
    // A file that the project took over before, or that a person went on from since, is not taken again.
    const bool listKnowsFile = item.result != 0 && item.pose == item.result;
    const bool otherPose = run && poseOf(*run) != item.result && poseOnShow() != item.result;
    const bool otherStatus = run && poseOf(*run) == item.result && item.status && run->status != *item.status;
    const bool isNews = !run || (listKnowsFile && (otherPose || otherStatus));
    if (!isNews) return;
    // What a person is in the middle of is not replaced under the hand.
    const bool untouched = !run || poseOf(*run) == poseOnShow() || !m_arrived;
    if (untouched) m_workspace.openCalibration(item.calibration);
}

void ReviewSession::passOn(ChangeEvent::Properties properties) {
    const int shown = shownItem();
    if (shown < 0) return;
    const CameraState& state = m_editor.state();
    const qint64 pose = poseOnShow();
    if (properties & ChangeEvent::Run && state.run) {
        ReviewResult result = reviewResultOf(*state.run, {});
        result.pose = pose;
        m_desk.setResult(shown, result);
        // A new result does not take back what a person said about the old one: that is stale now.
        if (state.verdict == Verdict::None) return;
    }
    const ReviewItem& item = itemAt(shown);
    const QString reason = QString::fromStdString(state.verdictReason);
    if (properties & ChangeEvent::Verdict &&
        (item.verdict != state.verdict || item.reason != reason || isStale(item)))
        m_desk.judge(shown, state.verdict, reason, pose, placeOnShow());
}

void ReviewSession::step(int rows) {
    const int row = m_model.rowOf(m_current);
    const int next = row < 0 ? 0 : row + rows;
    if (next < 0 || next >= m_model.rowCount()) return;
    openItem(m_model.itemAt(next));
}

void ReviewSession::openNextUnjudged() {
    const int row = m_model.rowOf(m_current);
    int next = m_model.nextOpenRow(row, 1);
    if (next < 0) next = m_model.nextOpenRow(-1, 1);
    if (next >= 0 && next != row) {
        openItem(m_model.itemAt(next));
    } else if (m_model.rowCount() > 0) {
        Q_EMIT notice(tr("Every camera of this list has a verdict."));
    }
}

void ReviewSession::judge(Verdict verdict, const QString& reason) {
    const bool chosen = isOpen() && m_current >= 0;
    const bool here = chosen && m_here;
    if (chosen && !here) {
        Q_EMIT notice(tr("Nothing was judged: episode %1, camera %2, is chosen in the list, but not on show.")
                          .arg(itemAt(m_current).episodeName, itemAt(m_current).camera));
        return;
    }
    m_workspace.setVerdict(verdict, reason);
    // Also where the project has this verdict already, and the list does not.
    if (here && m_editor.state().verdict == verdict) passOn(ChangeEvent::Verdict);
    // The project has no verdict any more where the list keeps a stale one.
    if (here && verdict == Verdict::None && itemAt(m_current).verdict != Verdict::None)
        m_desk.judge(m_current, Verdict::None, {});
    if (!here || verdict == Verdict::None) return;
    if (m_editor.state().verdict == verdict) openNextUnjudged();
}

void ReviewSession::prepareNeighbours() {
    QList<Workspace::Upcoming> episodes;
    int row = m_model.rowOf(m_current);
    if (row < 0) row = -1;
    for (int next = m_model.nextOpenRow(row, 1); next >= 0 && episodes.size() < preparedAhead;
         next = m_model.nextOpenRow(next, 1)) {
        const int episode = itemAt(m_model.itemAt(next)).episode;
        const bool listed =
            std::ranges::find(episodes, episode, &Workspace::Upcoming::episode) != episodes.end();
        if (episode != itemAt(m_current).episode && !listed)
            episodes << Workspace::Upcoming{episode, reviewProjectPath(m_desk.path(), episode)};
    }
    m_workspace.prepare(episodes);
}

}  // namespace camframe
