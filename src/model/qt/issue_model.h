// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QAbstractListModel>
#include <QPointer>

#include "model/qt/project_document.h"

namespace camframe {

/// Something a person should look at, in plain words with a next step.
struct Issue {
    enum class Severity { Note, Warning, Problem };
    Severity severity = Severity::Note;
    QString text;
    int frame = -1;     ///< Frame to jump to, or -1.
    int keypoint = -1;  ///< Keypoint to select, or -1.

    bool operator==(const Issue&) const = default;
};

/// Findings about one camera: reasons of the last run, keypoints that do not fit, joints that are missing,
/// frames that cannot be read. Worst first.
class IssueModel : public QAbstractListModel {
    Q_OBJECT

public:
    enum Role { SeverityRole = Qt::UserRole, FrameRole, KeypointRole };
    /// Residuals above this are an issue (px).
    static constexpr double badResidualPx = 5;

    explicit IssueModel(QObject* parent = nullptr);
    void setSource(ProjectDocument* document, int camera);
    /// Adds a frame that cannot be read. Kept until the source changes.
    void addFrameProblem(int frame, const QString& message);
    /// Makes all texts anew, after a change of language.
    void retranslate() { refresh(); }

    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;

Q_SIGNALS:
    void countChanged(int count);

private:
    std::vector<Issue> collect() const;
    void refresh();

    QPointer<ProjectDocument> m_document;
    int m_camera = 0;
    std::vector<Issue> m_frameProblems;
    std::vector<Issue> m_issues;
};

}  // namespace camframe
