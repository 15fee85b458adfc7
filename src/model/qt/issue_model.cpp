// SPDX-License-Identifier: Apache-2.0
#include "model/qt/issue_model.h"

#include <QColor>
#include <QIcon>
#include <QPainter>
#include <QPixmap>
#include <algorithm>

#include "model/qt/reason_text.h"
#include "model/qt/shown_number.h"

namespace camframe {

namespace {

QIcon dot(const QColor& colour) {
    QPixmap pixmap(32, 32);
    pixmap.fill(Qt::transparent);
    QPainter painter(&pixmap);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(colour);
    painter.drawEllipse(QRectF(7, 7, 18, 18));
    return pixmap;
}

}  // namespace

IssueModel::IssueModel(QObject* parent) : QAbstractListModel(parent) {}

void IssueModel::setSource(ProjectDocument* document, int camera) {
    if (m_document) m_document->disconnect(this);
    m_document = document;
    m_camera = camera;
    m_frameProblems.clear();
    if (document) {
        connect(document, &ProjectDocument::changed, this, [this](const ChangeEvent& event) {
            if (event.camera == m_camera) refresh();
        });
    }
    refresh();
}

void IssueModel::addFrameProblem(int frame, const QString& message) {
    m_frameProblems.push_back({Issue::Severity::Problem, message, frame, -1});
    refresh();
}

std::vector<Issue> IssueModel::collect() const {
    std::vector<Issue> issues;
    if (!m_document) return issues;
    const CameraState& state = m_document->camera(m_camera);
    if (!state.camFromBase) {
        issues.push_back({Issue::Severity::Warning,
                          tr("This camera has no pose yet: run the calibration, or place four keypoints."),
                          -1, -1});
    }
    const Calibration now = m_document->calibration(m_camera);
    const auto severity =
        now.status == CalibrationStatus::Failed ? Issue::Severity::Problem : Issue::Severity::Warning;
    if (state.camFromBase || state.run) {
        for (const QString& reason : translatedReasons(now.reasons))
            issues.push_back({severity, reason, -1, -1});
    }
    if (!m_document->motionProblem(m_camera).isEmpty()) {
        issues.push_back({Issue::Severity::Problem, m_document->motionProblem(m_camera), -1, -1});
    }
    for (const Keypoint& keypoint : state.keypoints) {
        if (keypoint.hidden || keypoint.origin != KeypointOrigin::Human) continue;
        const auto residual = m_document->residual(m_camera, keypoint);
        if (residual && residual->norm() > badResidualPx) {
            issues.push_back({Issue::Severity::Warning,
                              tr("Keypoint %1 is %2 px off in frame %3: check its link point, or move it.")
                                  .arg(keypoint.id)
                                  .arg(shownNumber(residual->norm(), 1))
                                  .arg(keypoint.frame),
                              keypoint.frame, keypoint.id});
        }
    }
    if (state.intrinsics.source == IntrinsicsSource::Estimated) {
        issues.push_back(
            {Issue::Severity::Warning,
             tr("The recording does not state the focal length; a common one is assumed: enter the "
                "real one in the inspector."),
             -1, -1});
    }
    const RobotMotion& motion = *m_document->motion(m_camera);
    int invalid = 0;
    int first = -1;
    for (int frame = 0; frame < static_cast<int>(motion.baseFromLink.size()); ++frame) {
        if (motion.valid(frame)) continue;
        if (invalid++ == 0) first = frame;
    }
    if (invalid > 0) {
        issues.push_back(
            {Issue::Severity::Warning,
             tr("%n frame(s) have no usable joint values; the robot is not drawn there.", nullptr, invalid),
             first, -1});
    }
    for (const std::string& warning : motion.warnings) {
        issues.push_back({Issue::Severity::Note, withShownNumbers(QString::fromStdString(warning)), -1, -1});
    }
    issues.insert(issues.end(), m_frameProblems.begin(), m_frameProblems.end());
    std::stable_sort(issues.begin(), issues.end(),
                     [](const Issue& a, const Issue& b) { return a.severity > b.severity; });
    return issues;
}

void IssueModel::refresh() {
    std::vector<Issue> issues = collect();
    if (issues == m_issues) return;
    // Rows keep their place while a drag only changes figures, so that a selection stays where it is.
    if (issues.size() == m_issues.size()) {
        m_issues = std::move(issues);
        Q_EMIT dataChanged(index(0), index(rowCount() - 1));
        return;
    }
    beginResetModel();
    m_issues = std::move(issues);
    endResetModel();
    Q_EMIT countChanged(rowCount());
}

int IssueModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(m_issues.size());
}

QVariant IssueModel::data(const QModelIndex& index, int role) const {
    if (!checkIndex(index, CheckIndexOption::IndexIsValid)) return {};
    const Issue& issue = m_issues[static_cast<size_t>(index.row())];
    switch (role) {
        case Qt::DisplayRole:
        case Qt::ToolTipRole:
            return issue.text;
        case SeverityRole:
            return static_cast<int>(issue.severity);
        case FrameRole:
            return issue.frame;
        case KeypointRole:
            return issue.keypoint;
        case Qt::DecorationRole:
            switch (issue.severity) {
                case Issue::Severity::Problem:
                    return dot(QColor(0xe5, 0x6b, 0x5d));
                case Issue::Severity::Warning:
                    return dot(QColor(0xe3, 0xb3, 0x41));
                case Issue::Severity::Note:
                    return dot(QColor(0x6c, 0x9b, 0xd2));
            }
            return {};
        default:
            return {};
    }
}

}  // namespace camframe
