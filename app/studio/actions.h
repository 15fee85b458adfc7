// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QAbstractTableModel>
#include <QAction>
#include <QCoreApplication>
#include <QList>
#include <QObject>
#include <array>
#include <map>

namespace camframe {

/// Everything a person can do from a menu, a button or a key. Texts, icons and default keys are in the table
/// of actions.cpp.
enum class ActionId {
    Open,
    OpenDemo,
    ImportCalibration,
    NewReview,
    OpenReview,
    OpenServerReview,
    UpdateReview,
    ExportCalibration,
    ExportActions,
    ExportDesk,
    Quit,
    Undo,
    Redo,
    RemoveKeypoint,
    NextKeypoint,
    PreviousKeypoint,
    SolveNow,
    NextHypothesis,
    PreviousHypothesis,
    SolveWhileEditing,
    HideKeypoint,
    ConfirmKeypoint,
    SolveMark,
    CarryForward,
    CarryBackward,
    CarryLoop,
    InterpolateKeypoint,
    Bisect,
    KeypointLeft,
    KeypointRight,
    KeypointUp,
    KeypointDown,
    ZoomIn,
    ZoomOut,
    Fit,
    ActualSize,
    Overlay,
    Fill,
    Outline,
    Wireframe,
    LinkColours,
    DepthShading,
    ShowMask,
    MaskError,
    MaskDifference,
    MoreOpaque,
    LessOpaque,
    Blink,
    BlinkPoses,
    Compare,
    PinPose,
    ToolPath,
    LinkNames,
    Loupe,
    DarkTheme,
    LightTheme,
    SystemTheme,
    English,
    Chinese,
    German,
    Japanese,
    ViewTool,
    KeypointTool,
    PoseTool,
    MaskTool,
    HypothesesTool,
    MaskErase,
    MaskPolygon,
    MaskClicks,
    MaskIgnore,
    SmallerBrush,
    LargerBrush,
    MaskFromRobot,
    MaskSegment,
    MaskClear,
    PlayPause,
    PreviousFrame,
    NextFrame,
    BackTen,
    ForwardTen,
    FirstFrame,
    LastFrame,
    PreviousMarked,
    NextMarked,
    PreviousGrip,
    NextGrip,
    WorstFrame,
    ScoreFrames,
    LoopStart,
    LoopEnd,
    NoLoop,
    Calibrate,
    Refine,
    SolveFocal,
    SolvePrincipal,
    SolveDistortion,
    SolveJoints,
    SolveArmBases,
    SolveLag,
    CalibrateList,
    ProposeToGroup,
    FindConventions,
    StopJob,
    Accept,
    Reject,
    SendToFix,
    Skip,
    Defer,
    WithdrawVerdict,
    NextUnjudged,
    NextItem,
    PreviousItem,
    FindItem,
    NextCamera,
    PreviousCamera,
    NudgeLeft,
    NudgeRight,
    NudgeUp,
    NudgeDown,
    NudgeFarther,
    NudgeNearer,
    TurnLeft,
    TurnRight,
    TurnUp,
    TurnDown,
    RollLeft,
    RollRight,
    SmallerStep,
    LargerStep,
    BaseAxes,
    ShowScene,
    ShowInspector,
    ShowKeypoints,
    ShowIssues,
    ShowJobs,
    ShowHistory,
    ShowReview,
    ShowCameras,
    ShowSheet,
    CommandPalette,
    Shortcuts,
    About,
};

/// An action that chooses a language, and the one it chooses (see Languages::all()).
struct LanguageAction {
    ActionId id;
    const char* language;
};
inline constexpr std::array languageActions{
    LanguageAction{ActionId::English, "en"}, LanguageAction{ActionId::Chinese, "zh_CN"},
    LanguageAction{ActionId::German, "de"}, LanguageAction{ActionId::Japanese, "ja"}};

/// Makes the actions, keeps their texts in the user's language and their keys as the user set them.
class Actions : public QObject {
    Q_OBJECT

public:
    explicit Actions(QObject* parent = nullptr);

    QAction* operator[](ActionId id) const { return m_actions.at(id); }
    /// In the order of the table.
    QList<ActionId> all() const;
    static QString idText(ActionId id);  ///< Stable name for settings.
    static QKeySequence defaultShortcut(ActionId id);
    /// Nothing resets to the default.
    void setShortcut(ActionId id, const std::optional<QKeySequence>& shortcut);
    /// Other actions that have this key and can be reached at the same time.
    QList<ActionId> conflicts(ActionId id, const QKeySequence& shortcut) const;
    void retranslate();

private:
    void updateToolTip(QAction* action) const;
    std::map<ActionId, QAction*> m_actions;
};

/// The actions as a table for the page of shortcuts: what, key, default key. Keys are editable.
class ShortcutModel : public QAbstractTableModel {
    Q_OBJECT

public:
    enum Column { Name, Key, Default, ColumnCount };

    explicit ShortcutModel(Actions& actions, QObject* parent = nullptr);
    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    bool setData(const QModelIndex& index, const QVariant& value, int role = Qt::EditRole) override;
    Qt::ItemFlags flags(const QModelIndex& index) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;
    void reset(int row);

Q_SIGNALS:
    /// A key was refused; the sentence says why.
    void refused(const QString& message);

private:
    Actions& m_actions;
    QList<ActionId> m_ids;
};

}  // namespace camframe
