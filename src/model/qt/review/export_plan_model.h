// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QAbstractTableModel>
#include <map>

#include "model/core/export_contents.h"
#include "model/qt/review/export_choice.h"
#include "model/qt/review/review_desk.h"

namespace camframe {

/// What an export would write: the items that a choice finds, those that are written first, then the others
/// with the reason. Follows verdicts and poses as they change.
class ExportPlanModel : public QAbstractTableModel {
    Q_OBJECT

public:
    enum Column { Episode, Camera, Frames, Judged, Reviewer, Why, ColumnCount };
    enum class Show { All, Exported, LeftOut };

    struct Totals {
        int exported = 0;
        int leftOut = 0;
        qint64 frames = 0;
        double bytes = 0;
        int unknown = 0;  ///< Exported items whose number of frames is not known.
        std::map<ExportRefusal, int> refusals;
    };

    explicit ExportPlanModel(ReviewDesk& desk, QObject* parent = nullptr);

    const ExportChoice& choice() const { return m_choice; }
    void setChoice(const ExportChoice& choice);
    void setContents(ExportFormat format, LabelContents labels);
    void setShow(Show show);
    const Totals& totals() const { return m_totals; }
    /// Everything that the choice finds, whatever is on show.
    const std::vector<ExportRow>& rows() const { return m_rows; }
    /// Index into ReviewDesk::items() of a row.
    int itemAt(int row) const { return m_rows[static_cast<size_t>(m_shown[static_cast<size_t>(row)])].item; }

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    /// Frames of the item; what is no range is refused.
    bool setData(const QModelIndex& index, const QVariant& value, int role = Qt::EditRole) override;
    Qt::ItemFlags flags(const QModelIndex& index) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

Q_SIGNALS:
    void totalsChanged();
    void refused(const QString& sentence);

private:
    const ReviewItem& item(const ExportRow& row) const {
        return m_desk.items()[static_cast<size_t>(row.item)];
    }
    QString framesText(const ExportRow& row) const;
    void choose();
    void select();

    ReviewDesk& m_desk;
    ReviewIndex m_index;
    ExportChoice m_choice;
    ExportFormat m_format = ExportFormat::Hdf5;
    LabelContents m_labels = LabelContents::Masks;
    Show m_show = Show::All;
    std::vector<ExportRow> m_rows;
    std::vector<int> m_shown;  ///< Indices into m_rows.
    Totals m_totals;
};

}  // namespace camframe
