// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QObject>

#include "app/studio/workspace.h"
#include "model/qt/review/review_model.h"

namespace camframe {

/// Works through a review file: brings items into the workspace, passes verdicts and results on to the file,
/// goes to the next item and has it ready before the person asks for it.
class ReviewSession : public QObject {
    Q_OBJECT

public:
    /// All must outlive the session.
    ReviewSession(Editor& editor, Workspace& workspace, const QString& reviewer, QObject* parent = nullptr);
    ~ReviewSession() override;

    ReviewDesk& desk() { return m_desk; }
    ReviewModel& model() { return m_model; }
    /// Opens a review file and goes where this person left off.
    /// @param search  Where robots are looked for, as on the command line.
    void open(const QString& path, const RobotSearch& search);
    bool isOpen() const { return m_desk.isOpen(); }
    const RobotSearch& search() const { return m_search; }
    /// Index of the item on show or on its way; -1: none.
    int current() const { return m_current; }

    void openItem(int item);
    /// One row up or down.
    void step(int rows);
    /// The next row without a verdict, from the top again after the last.
    void openNextUnjudged();
    /// Gives the verdict and goes on to the next row without one. Refused with a notice as long as the chosen
    /// item is not on show: verdicts are about what a person sees.
    void judge(Verdict verdict, const QString& reason = {});
    /// The item is on show, not on its way.
    bool shows(int item) const;
    /// What opens an item.
    StudioRequest requestFor(const ReviewItem& item) const;
    /// Takes over what a calibration outside of this window found for the item on show, as an undoable step.
    void takeNewResult();

Q_SIGNALS:
    void opened();
    void currentChanged(int item);
    /// An item is on show. Milliseconds since it was asked for.
    void arrived(int item, double milliseconds);
    void problem(const QString& sentence);
    void notice(const QString& sentence);

private:
    void arrive();
    /// Index of the item on show, whichever is on its way; -1: none of the list.
    int shownItem() const;
    qint64 poseOnShow() const;
    std::optional<RigidTransform> placeOnShow() const;
    void passOn(ChangeEvent::Properties properties);
    void prepareNeighbours();
    const ReviewItem& itemAt(int index) const { return m_desk.items()[static_cast<size_t>(index)]; }

    Editor& m_editor;
    Workspace& m_workspace;
    ReviewDesk m_desk;
    ReviewModel m_model{m_desk};
    RobotSearch m_search;
    int m_current = -1;
    bool m_here = false;     ///< m_current is on show, not on its way.
    bool m_arrived = false;  ///< The person may have begun to work on it.
    QElapsedTimer m_sinceAsked;
};

}  // namespace camframe
