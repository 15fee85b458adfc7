// SPDX-License-Identifier: Apache-2.0
#include "app/studio/actions.h"

#include <array>

#include "app/studio/settings.h"
#include "app/studio/theme.h"

namespace camframe {

using namespace Qt::StringLiterals;

namespace {

enum Flag { None = 0, Checkable = 1, OnCanvas = 2, NoRepeat = 4 };

struct Row {
    ActionId id;
    const char* name;  ///< For settings.
    const char* text;
    const char* key;
    const char* icon;
    int flags;
};

// OnCanvas: the key works while the canvas has the focus, so that lists and fields keep their arrow keys.
constexpr Row rows[] = {
    {ActionId::Open, "open", QT_TRANSLATE_NOOP("Actions", "&Open Recording..."), "Ctrl+O", "open", None},
    {ActionId::OpenDemo, "openDemo", QT_TRANSLATE_NOOP("Actions", "Open the De&mo"), "Ctrl+Shift+D", "play",
     None},
    {ActionId::ImportCalibration, "import", QT_TRANSLATE_NOOP("Actions", "Open &Calibration..."), "Ctrl+I",
     "import", None},
    {ActionId::NewReview, "newReview", QT_TRANSLATE_NOOP("Actions", "&New Review List..."), "Ctrl+Shift+N",
     "", None},
    {ActionId::OpenReview, "openReview", QT_TRANSLATE_NOOP("Actions", "Open &Review List..."), "Ctrl+Shift+O",
     "accept", None},
    {ActionId::OpenServerReview, "openServerReview",
     QT_TRANSLATE_NOOP("Actions", "Open a &Team's Review List..."), "Ctrl+Alt+O", "accept", None},
    {ActionId::UpdateReview, "updateReview", QT_TRANSLATE_NOOP("Actions", "&Bring Review List up to Date"),
     "Ctrl+Shift+U", "", None},
    {ActionId::ExportCalibration, "exportCalibration", QT_TRANSLATE_NOOP("Actions", "&Export Calibration..."),
     "Ctrl+E", "export", None},
    {ActionId::ExportActions, "exportActions",
     QT_TRANSLATE_NOOP("Actions", "Export Camera-Frame &Actions..."), "Ctrl+Shift+E", "export", None},
    {ActionId::ExportDesk, "exportDesk", QT_TRANSLATE_NOOP("Actions", "Export from the Review &List..."),
     "Ctrl+Alt+E", "export", None},
    {ActionId::Quit, "quit", QT_TRANSLATE_NOOP("Actions", "&Quit"), "Ctrl+Q", "", None},
    {ActionId::Undo, "undo", QT_TRANSLATE_NOOP("Actions", "&Undo"), "Ctrl+Z", "undo", None},
    {ActionId::Redo, "redo", QT_TRANSLATE_NOOP("Actions", "&Redo"), "Ctrl+Shift+Z", "redo", None},
    {ActionId::RemoveKeypoint, "removeKeypoint", QT_TRANSLATE_NOOP("Actions", "Remove Keypoint"), "Del", "",
     None},
    {ActionId::NextKeypoint, "nextKeypoint", QT_TRANSLATE_NOOP("Actions", "Select Next Keypoint"), "N", "",
     None},
    {ActionId::PreviousKeypoint, "previousKeypoint", QT_TRANSLATE_NOOP("Actions", "Select Previous Keypoint"),
     "Shift+N", "", None},
    {ActionId::SolveNow, "solveNow", QT_TRANSLATE_NOOP("Actions", "&Solve from Keypoints"), "S", "solve",
     None},
    {ActionId::NextHypothesis, "nextHypothesis", QT_TRANSLATE_NOOP("Actions", "Next Near-&Tie"), "H", "",
     None},
    {ActionId::PreviousHypothesis, "previousHypothesis", QT_TRANSLATE_NOOP("Actions", "Previous Near-Tie"),
     "Shift+H", "", None},
    {ActionId::SolveWhileEditing, "solveWhileEditing", QT_TRANSLATE_NOOP("Actions", "Solve &While Dragging"),
     "Shift+S", "", Checkable},
    {ActionId::HideKeypoint, "hideKeypoint", QT_TRANSLATE_NOOP("Actions", "&Hide or Show Keypoint"),
     "Shift+V", "", None},
    {ActionId::ConfirmKeypoint, "confirmKeypoint", QT_TRANSLATE_NOOP("Actions", "&Confirm Keypoint"),
     "Return", "", OnCanvas},
    {ActionId::SolveMark, "solveMark", QT_TRANSLATE_NOOP("Actions", "&Find Its Place on the Link"), "Shift+K",
     "", Checkable},
    {ActionId::CarryForward, "carryForward", QT_TRANSLATE_NOOP("Actions", "Carry &Forward"), "Alt+.", "",
     None},
    {ActionId::CarryBackward, "carryBackward", QT_TRANSLATE_NOOP("Actions", "Carry &Backward"), "Alt+,", "",
     None},
    {ActionId::CarryLoop, "carryLoop", QT_TRANSLATE_NOOP("Actions", "Carry over the &Loop"), "Alt+/", "",
     None},
    {ActionId::InterpolateKeypoint, "interpolateKeypoint",
     QT_TRANSLATE_NOOP("Actions", "&Interpolate over the Loop"), "Alt+I", "", None},
    {ActionId::Bisect, "bisect", QT_TRANSLATE_NOOP("Actions", "Frame Where a &Correction Helps Most"),
     "Alt+J", "", None},
    {ActionId::KeypointLeft, "keypointLeft", QT_TRANSLATE_NOOP("Actions", "Keypoint Left"), "Alt+Left", "",
     OnCanvas},
    {ActionId::KeypointRight, "keypointRight", QT_TRANSLATE_NOOP("Actions", "Keypoint Right"), "Alt+Right",
     "", OnCanvas},
    {ActionId::KeypointUp, "keypointUp", QT_TRANSLATE_NOOP("Actions", "Keypoint Up"), "Alt+Up", "", OnCanvas},
    {ActionId::KeypointDown, "keypointDown", QT_TRANSLATE_NOOP("Actions", "Keypoint Down"), "Alt+Down", "",
     OnCanvas},
    {ActionId::ZoomIn, "zoomIn", QT_TRANSLATE_NOOP("Actions", "Zoom &In"), "+", "", None},
    {ActionId::ZoomOut, "zoomOut", QT_TRANSLATE_NOOP("Actions", "Zoom &Out"), "-", "", None},
    {ActionId::Fit, "fit", QT_TRANSLATE_NOOP("Actions", "&Fit to Window"), "F", "fit", None},
    {ActionId::ActualSize, "actualSize", QT_TRANSLATE_NOOP("Actions", "&Actual Pixels"), "1", "", None},
    {ActionId::Overlay, "overlay", QT_TRANSLATE_NOOP("Actions", "Draw &Robot"), "O", "overlay", Checkable},
    {ActionId::Fill, "fill", QT_TRANSLATE_NOOP("Actions", "F&ill"), "2", "fill", Checkable},
    {ActionId::Outline, "outline", QT_TRANSLATE_NOOP("Actions", "Out&line"), "3", "outline", Checkable},
    {ActionId::Wireframe, "wireframe", QT_TRANSLATE_NOOP("Actions", "&Wireframe"), "5", "", Checkable},
    {ActionId::LinkColours, "linkColours", QT_TRANSLATE_NOOP("Actions", "&Colours by Link"), "4", "links",
     Checkable},
    {ActionId::DepthShading, "depthShading", QT_TRANSLATE_NOOP("Actions", "Colours by &Distance"), "6", "",
     Checkable},
    {ActionId::ShowMask, "showMask", QT_TRANSLATE_NOOP("Actions", "&Mask"), "8", "", Checkable},
    {ActionId::MaskError, "maskError", QT_TRANSLATE_NOOP("Actions", "&Error against the Mask"), "Ctrl+8", "",
     Checkable},
    {ActionId::MaskDifference, "maskDifference", QT_TRANSLATE_NOOP("Actions", "Di&fference from the Mask"),
     "Ctrl+9", "", Checkable},
    {ActionId::MoreOpaque, "moreOpaque", QT_TRANSLATE_NOOP("Actions", "More Opaque"), "]", "", None},
    {ActionId::LessOpaque, "lessOpaque", QT_TRANSLATE_NOOP("Actions", "Less Opaque"), "[", "", None},
    {ActionId::Blink, "blink", QT_TRANSLATE_NOOP("Actions", "&Blink (Hold for the Plain Picture)"), "B",
     "blink", NoRepeat},
    {ActionId::BlinkPoses, "blinkPoses",
     QT_TRANSLATE_NOOP("Actions", "Blink Between Two Poses (Hold for the Other)"), "Y", "", NoRepeat},
    {ActionId::Compare, "compare", QT_TRANSLATE_NOOP("Actions", "&Compare Two Poses"), "C", "compare",
     Checkable},
    {ActionId::PinPose, "pinPose", QT_TRANSLATE_NOOP("Actions", "Remember This Pose to Compare"), "Shift+C",
     "", None},
    {ActionId::ToolPath, "toolPath", QT_TRANSLATE_NOOP("Actions", "Tool &Path and Axes"), "7", "", Checkable},
    {ActionId::LinkNames, "linkNames", QT_TRANSLATE_NOOP("Actions", "Link &Names"), "Ctrl+7", "", Checkable},
    {ActionId::Loupe, "loupe", QT_TRANSLATE_NOOP("Actions", "&Loupe"), "Z", "", Checkable},
    {ActionId::DarkTheme, "darkTheme", QT_TRANSLATE_NOOP("Actions", "&Dark"), "Ctrl+Alt+D", "", Checkable},
    {ActionId::LightTheme, "lightTheme", QT_TRANSLATE_NOOP("Actions", "&Light"), "Ctrl+Alt+L", "", Checkable},
    {ActionId::SystemTheme, "systemTheme", QT_TRANSLATE_NOOP("Actions", "As the &System"), "Ctrl+Alt+S", "",
     Checkable},
    {ActionId::English, "english", QT_TRANSLATE_NOOP("Actions", "English"), "Ctrl+Alt+1", "", Checkable},
    {ActionId::Chinese, "chinese", QT_TRANSLATE_NOOP("Actions", "Chinese (中文)"), "Ctrl+Alt+2", "",
     Checkable},
    {ActionId::German, "german", QT_TRANSLATE_NOOP("Actions", "German (Deutsch)"), "Ctrl+Alt+3", "",
     Checkable},
    {ActionId::Japanese, "japanese", QT_TRANSLATE_NOOP("Actions", "Japanese (日本語)"), "Ctrl+Alt+4", "",
     Checkable},
    {ActionId::ViewTool, "viewTool", QT_TRANSLATE_NOOP("Actions", "&View Tool"), "V", "view", Checkable},
    {ActionId::KeypointTool, "keypointTool", QT_TRANSLATE_NOOP("Actions", "&Keypoint Tool"), "K", "keypoint",
     Checkable},
    {ActionId::PoseTool, "poseTool", QT_TRANSLATE_NOOP("Actions", "&Pose Tool"), "P", "pose", Checkable},
    {ActionId::MaskTool, "maskTool", QT_TRANSLATE_NOOP("Actions", "&Mask Tool"), "M", "mask", Checkable},
    {ActionId::HypothesesTool, "hypothesesTool", QT_TRANSLATE_NOOP("Actions", "Near-&Ties"), "Alt+7",
     "hypotheses", Checkable},
    {ActionId::MaskErase, "maskErase", QT_TRANSLATE_NOOP("Actions", "&Eraser"), "Q", "", Checkable},
    {ActionId::MaskPolygon, "maskPolygon", QT_TRANSLATE_NOOP("Actions", "&Polygon"), "U", "", Checkable},
    {ActionId::MaskClicks, "maskClicks", QT_TRANSLATE_NOOP("Actions", "&Clicks"), "Shift+U", "", Checkable},
    {ActionId::MaskIgnore, "maskIgnore", QT_TRANSLATE_NOOP("Actions", "Region to &Ignore"), "I", "",
     Checkable},
    {ActionId::SmallerBrush, "smallerBrush", QT_TRANSLATE_NOOP("Actions", "Smaller Brush"), "Ctrl+[", "",
     None},
    {ActionId::LargerBrush, "largerBrush", QT_TRANSLATE_NOOP("Actions", "Larger Brush"), "Ctrl+]", "", None},
    {ActionId::MaskFromRobot, "maskFromRobot", QT_TRANSLATE_NOOP("Actions", "Start from the &Drawn Robot"),
     "Shift+M", "", None},
    {ActionId::MaskSegment, "maskSegment", QT_TRANSLATE_NOOP("Actions", "&Find the Robot in This Frame"),
     "Shift+G", "", None},
    {ActionId::MaskClear, "maskClear", QT_TRANSLATE_NOOP("Actions", "&Remove the Mask of This Frame"),
     "Shift+Del", "", None},
    {ActionId::PlayPause, "playPause", QT_TRANSLATE_NOOP("Actions", "&Play / Pause"), "Space", "play",
     NoRepeat},
    {ActionId::PreviousFrame, "previousFrame", QT_TRANSLATE_NOOP("Actions", "Previous Frame"), ",",
     "previous", None},
    {ActionId::NextFrame, "nextFrame", QT_TRANSLATE_NOOP("Actions", "Next Frame"), ".", "next", None},
    {ActionId::BackTen, "backTen", QT_TRANSLATE_NOOP("Actions", "Ten Frames Back"), "Ctrl+,", "", None},
    {ActionId::ForwardTen, "forwardTen", QT_TRANSLATE_NOOP("Actions", "Ten Frames Forward"), "Ctrl+.", "",
     None},
    {ActionId::FirstFrame, "firstFrame", QT_TRANSLATE_NOOP("Actions", "First Frame"), "Home", "first", None},
    {ActionId::LastFrame, "lastFrame", QT_TRANSLATE_NOOP("Actions", "Last Frame"), "End", "last", None},
    {ActionId::PreviousMarked, "previousMarked",
     QT_TRANSLATE_NOOP("Actions", "Previous Frame with Keypoints"), "J", "", None},
    {ActionId::NextMarked, "nextMarked", QT_TRANSLATE_NOOP("Actions", "Next Frame with Keypoints"), "L", "",
     None},
    {ActionId::PreviousGrip, "previousGrip",
     QT_TRANSLATE_NOOP("Actions", "Previous Opening or Closing of a Gripper"), "Ctrl+Shift+G", "", None},
    {ActionId::NextGrip, "nextGrip", QT_TRANSLATE_NOOP("Actions", "Next Opening or Closing of a Gripper"),
     "Ctrl+G", "", None},
    {ActionId::WorstFrame, "worstFrame", QT_TRANSLATE_NOOP("Actions", "&Worst Frame"), "Ctrl+J", "", None},
    {ActionId::ScoreFrames, "scoreFrames", QT_TRANSLATE_NOOP("Actions", "&Score All Frames"), "F7", "", None},
    {ActionId::LoopStart, "loopStart", QT_TRANSLATE_NOOP("Actions", "&Loop from This Frame"), "Shift+J", "",
     None},
    {ActionId::LoopEnd, "loopEnd", QT_TRANSLATE_NOOP("Actions", "L&oop to This Frame"), "Shift+L", "", None},
    {ActionId::NoLoop, "noLoop", QT_TRANSLATE_NOOP("Actions", "&No Loop"), "Ctrl+Shift+L", "", None},
    {ActionId::Calibrate, "calibrate", QT_TRANSLATE_NOOP("Actions", "&Calibrate"), "F5", "calibrate", None},
    {ActionId::Refine, "refine", QT_TRANSLATE_NOOP("Actions", "&Refine Current Pose"), "F6", "refine", None},
    {ActionId::SolveFocal, "solveFocal", QT_TRANSLATE_NOOP("Actions", "&Focal Length"), "Ctrl+Alt+F", "",
     Checkable},
    {ActionId::SolvePrincipal, "solvePrincipal", QT_TRANSLATE_NOOP("Actions", "&Principal Point"),
     "Ctrl+Alt+P", "", Checkable},
    {ActionId::SolveDistortion, "solveDistortion", QT_TRANSLATE_NOOP("Actions", "&Distortion"), "Ctrl+Alt+K",
     "", Checkable},
    {ActionId::SolveJoints, "solveJoints", QT_TRANSLATE_NOOP("Actions", "&Zeros of the Joints"), "Ctrl+Alt+J",
     "", Checkable},
    {ActionId::SolveArmBases, "solveArmBases", QT_TRANSLATE_NOOP("Actions", "Places of Further &Arms"),
     "Ctrl+Alt+A", "", Checkable},
    {ActionId::SolveLag, "solveLag", QT_TRANSLATE_NOOP("Actions", "&Lag between Pictures and Joints"),
     "Ctrl+Alt+T", "", Checkable},
    {ActionId::CalibrateList, "calibrateList", QT_TRANSLATE_NOOP("Actions", "Calibrate &Many of the List..."),
     "Ctrl+F5", "", None},
    {ActionId::ProposeToGroup, "proposeToGroup",
     QT_TRANSLATE_NOOP("Actions", "&Propose This Pose to the Group"), "Ctrl+Shift+F5", "", None},
    {ActionId::FindConventions, "findConventions",
     QT_TRANSLATE_NOOP("Actions", "Find Out What the Columns &Mean..."), "Ctrl+Alt+W", "", None},
    {ActionId::StopJob, "stopJob", QT_TRANSLATE_NOOP("Actions", "S&top Job"), "Shift+F5", "stop", None},
    {ActionId::Accept, "accept", QT_TRANSLATE_NOOP("Actions", "&Accept"), "A", "accept", None},
    {ActionId::Reject, "reject", QT_TRANSLATE_NOOP("Actions", "Re&ject"), "R", "reject", None},
    {ActionId::SendToFix, "sendToFix", QT_TRANSLATE_NOOP("Actions", "Mark to &Fix"), "E", "fix", None},
    {ActionId::Skip, "skip", QT_TRANSLATE_NOOP("Actions", "S&kip"), "T", "", None},
    {ActionId::Defer, "defer", QT_TRANSLATE_NOOP("Actions", "&Defer"), "D", "", None},
    {ActionId::WithdrawVerdict, "withdrawVerdict", QT_TRANSLATE_NOOP("Actions", "&Withdraw Verdict"), "W", "",
     None},
    {ActionId::NextUnjudged, "nextUnjudged", QT_TRANSLATE_NOOP("Actions", "Next Item Without a Verdict"), "G",
     "", NoRepeat},
    {ActionId::NextItem, "nextItem", QT_TRANSLATE_NOOP("Actions", "Next Item"), "Ctrl+Down", "", None},
    {ActionId::PreviousItem, "previousItem", QT_TRANSLATE_NOOP("Actions", "Previous Item"), "Ctrl+Up", "",
     None},
    {ActionId::FindItem, "findItem", QT_TRANSLATE_NOOP("Actions", "Filter the Review &List"), "Ctrl+F", "",
     None},
    {ActionId::NextCamera, "nextCamera", QT_TRANSLATE_NOOP("Actions", "Next Camera"), "Ctrl+PgDown", "",
     None},
    {ActionId::PreviousCamera, "previousCamera", QT_TRANSLATE_NOOP("Actions", "Previous Camera"), "Ctrl+PgUp",
     "", None},
    {ActionId::NudgeLeft, "nudgeLeft", QT_TRANSLATE_NOOP("Actions", "Robot Left (-x)"), "Left", "", OnCanvas},
    {ActionId::NudgeRight, "nudgeRight", QT_TRANSLATE_NOOP("Actions", "Robot Right (+x)"), "Right", "",
     OnCanvas},
    {ActionId::NudgeUp, "nudgeUp", QT_TRANSLATE_NOOP("Actions", "Robot Up (-y)"), "Up", "", OnCanvas},
    {ActionId::NudgeDown, "nudgeDown", QT_TRANSLATE_NOOP("Actions", "Robot Down (+y)"), "Down", "", OnCanvas},
    {ActionId::NudgeFarther, "nudgeFarther", QT_TRANSLATE_NOOP("Actions", "Robot Farther (+z)"), "PgUp", "",
     OnCanvas},
    {ActionId::NudgeNearer, "nudgeNearer", QT_TRANSLATE_NOOP("Actions", "Robot Nearer (-z)"), "PgDown", "",
     OnCanvas},
    {ActionId::TurnLeft, "turnLeft", QT_TRANSLATE_NOOP("Actions", "Turn Left (about y)"), "Shift+Left", "",
     OnCanvas},
    {ActionId::TurnRight, "turnRight", QT_TRANSLATE_NOOP("Actions", "Turn Right (about y)"), "Shift+Right",
     "", OnCanvas},
    {ActionId::TurnUp, "turnUp", QT_TRANSLATE_NOOP("Actions", "Turn Up (about x)"), "Shift+Up", "", OnCanvas},
    {ActionId::TurnDown, "turnDown", QT_TRANSLATE_NOOP("Actions", "Turn Down (about x)"), "Shift+Down", "",
     OnCanvas},
    {ActionId::RollLeft, "rollLeft", QT_TRANSLATE_NOOP("Actions", "Roll Left (about z)"), "Shift+PgUp", "",
     OnCanvas},
    {ActionId::RollRight, "rollRight", QT_TRANSLATE_NOOP("Actions", "Roll Right (about z)"), "Shift+PgDown",
     "", OnCanvas},
    {ActionId::SmallerStep, "smallerStep", QT_TRANSLATE_NOOP("Actions", "Smaller Step"), "9", "", None},
    {ActionId::LargerStep, "largerStep", QT_TRANSLATE_NOOP("Actions", "Larger Step"), "0", "", None},
    {ActionId::BaseAxes, "baseAxes", QT_TRANSLATE_NOOP("Actions", "Steps Along &Base Axes"), "X", "",
     Checkable},
    {ActionId::ShowScene, "showScene", QT_TRANSLATE_NOOP("Actions", "3D Scene"), "Alt+1", "", Checkable},
    {ActionId::ShowInspector, "showInspector", QT_TRANSLATE_NOOP("Actions", "Inspector"), "Alt+2", "",
     Checkable},
    {ActionId::ShowKeypoints, "showKeypoints", QT_TRANSLATE_NOOP("Actions", "Keypoints"), "Alt+3", "",
     Checkable},
    {ActionId::ShowIssues, "showIssues", QT_TRANSLATE_NOOP("Actions", "Issues"), "Alt+4", "", Checkable},
    {ActionId::ShowJobs, "showJobs", QT_TRANSLATE_NOOP("Actions", "Jobs"), "Alt+5", "", Checkable},
    {ActionId::ShowHistory, "showHistory", QT_TRANSLATE_NOOP("Actions", "History"), "Alt+6", "", Checkable},
    {ActionId::ShowReview, "showReview", QT_TRANSLATE_NOOP("Actions", "Review List"), "Alt+8", "", Checkable},
    {ActionId::ShowCameras, "showCameras", QT_TRANSLATE_NOOP("Actions", "Cameras in Step"), "Alt+0", "",
     Checkable},
    {ActionId::ShowSheet, "showSheet", QT_TRANSLATE_NOOP("Actions", "Contact Sheet"), "Alt+9", "", Checkable},
    {ActionId::CommandPalette, "commandPalette", QT_TRANSLATE_NOOP("Actions", "&Find a Command..."),
     "Ctrl+Shift+P", "", None},
    {ActionId::Shortcuts, "shortcuts", QT_TRANSLATE_NOOP("Actions", "&Keyboard Shortcuts"), "F1", "", None},
    {ActionId::About, "about", QT_TRANSLATE_NOOP("Actions", "&About Camframe"), "Shift+F1", "", None},
};

const Row& row(ActionId id) {
    return rows[static_cast<size_t>(id)];
}

}  // namespace

Actions::Actions(QObject* parent) : QObject(parent) {
    for (const Row& entry : rows) {
        auto* action = new QAction(this);
        action->setObjectName(QLatin1StringView(entry.name));
        action->setCheckable(entry.flags & Checkable);
        action->setAutoRepeat(!(entry.flags & NoRepeat));
        if (entry.flags & OnCanvas) action->setShortcutContext(Qt::WidgetWithChildrenShortcut);
        if (*entry.icon) action->setIcon(icon(QLatin1StringView(entry.icon)));
        action->setShortcut(savedShortcut(idText(entry.id)).value_or(defaultShortcut(entry.id)));
        connect(action, &QAction::changed, this, [this, action] { updateToolTip(action); });
        m_actions[entry.id] = action;
    }
    retranslate();
}

QList<ActionId> Actions::all() const {
    QList<ActionId> ids;
    for (const Row& entry : rows) ids << entry.id;
    return ids;
}

QString Actions::idText(ActionId id) {
    return QLatin1StringView(row(id).name);
}

QKeySequence Actions::defaultShortcut(ActionId id) {
    return QKeySequence(QLatin1StringView(row(id).key), QKeySequence::PortableText);
}

void Actions::setShortcut(ActionId id, const std::optional<QKeySequence>& shortcut) {
    saveShortcut(idText(id), shortcut);
    m_actions.at(id)->setShortcut(shortcut.value_or(defaultShortcut(id)));
}

QList<ActionId> Actions::conflicts(ActionId id, const QKeySequence& shortcut) const {
    QList<ActionId> found;
    if (shortcut.isEmpty()) return found;
    for (const auto& [other, action] : m_actions) {
        if (other != id && action->shortcut() == shortcut) found << other;
    }
    return found;
}

void Actions::retranslate() {
    for (const Row& entry : rows) {
        m_actions.at(entry.id)->setText(QCoreApplication::translate("Actions", entry.text));
    }
}

void Actions::updateToolTip(QAction* action) const {
    QString text = action->text();
    text.remove(u'&');
    const QString key = action->shortcut().toString(QKeySequence::NativeText);
    const QString tip = key.isEmpty() ? text : u"%1  (%2)"_s.arg(text, key);
    if (action->toolTip() != tip) action->setToolTip(tip);
}

ShortcutModel::ShortcutModel(Actions& actions, QObject* parent)
    : QAbstractTableModel(parent), m_actions(actions), m_ids(actions.all()) {}

int ShortcutModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(m_ids.size());
}

int ShortcutModel::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant ShortcutModel::data(const QModelIndex& index, int role) const {
    if (!checkIndex(index, CheckIndexOption::IndexIsValid)) return {};
    if (role != Qt::DisplayRole && role != Qt::EditRole) return {};
    const ActionId id = m_ids[index.row()];
    switch (index.column()) {
        case Name: {
            QString text = m_actions[id]->text();
            return text.remove(u'&');
        }
        case Key:
            if (role == Qt::EditRole) return QVariant::fromValue(m_actions[id]->shortcut());
            return m_actions[id]->shortcut().toString(QKeySequence::NativeText);
        case Default:
            return Actions::defaultShortcut(id).toString(QKeySequence::NativeText);
        default:
            return {};
    }
}

bool ShortcutModel::setData(const QModelIndex& index, const QVariant& value, int role) {
    if (!checkIndex(index, CheckIndexOption::IndexIsValid) || index.column() != Key || role != Qt::EditRole) {
        return false;
    }
    const ActionId id = m_ids[index.row()];
    const QKeySequence key = value.value<QKeySequence>();
    const QList<ActionId> others = m_actions.conflicts(id, key);
    if (!others.isEmpty()) {
        QString other = m_actions[others.first()]->text();
        Q_EMIT refused(tr("%1 already belongs to \"%2\": give that one another key first.")
                           .arg(key.toString(QKeySequence::NativeText), other.remove(u'&')));
        return false;
    }
    m_actions.setShortcut(id, key);
    Q_EMIT dataChanged(index, index);
    return true;
}

Qt::ItemFlags ShortcutModel::flags(const QModelIndex& index) const {
    const Qt::ItemFlags base = QAbstractTableModel::flags(index);
    return index.column() == Key ? base | Qt::ItemIsEditable : base;
}

QVariant ShortcutModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole) return {};
    switch (section) {
        case Name:
            return tr("Action");
        case Key:
            return tr("Key");
        case Default:
            return tr("Default");
        default:
            return {};
    }
}

void ShortcutModel::reset(int row) {
    m_actions.setShortcut(m_ids[row], {});
    Q_EMIT dataChanged(index(row, Key), index(row, Key));
}

}  // namespace camframe
