<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN">
<context>
    <name>Actions</name>
    <message>
        <source>&amp;Open Recording...</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open &amp;Calibration...</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Export Calibration...</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Export Camera-Frame &amp;Actions...</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Quit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Undo</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Redo</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Remove Keypoint</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Select Next Keypoint</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Select Previous Keypoint</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Solve from Keypoints</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Solve &amp;While Dragging</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Keypoint Left</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Keypoint Right</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Keypoint Up</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Keypoint Down</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Zoom &amp;In</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Zoom &amp;Out</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Fit to Window</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Actual Pixels</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Draw &amp;Robot</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>F&amp;ill</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Out&amp;line</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Colours by Link</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>More Opaque</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Less Opaque</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Blink (Hold for the Plain Picture)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>English</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Chinese (中文)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;View Tool</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Keypoint Tool</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Pose Tool</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Play / Pause</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Previous Frame</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Next Frame</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ten Frames Back</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ten Frames Forward</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>First Frame</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Last Frame</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Previous Frame with Keypoints</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Next Frame with Keypoints</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Calibrate</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Refine Current Pose</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>S&amp;top Job</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Accept</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Re&amp;ject</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Withdraw Verdict</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Next Camera</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Previous Camera</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Robot Left (-x)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Robot Right (+x)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Robot Up (-y)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Robot Down (+y)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Robot Farther (+z)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Robot Nearer (-z)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Turn Left (about y)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Turn Right (about y)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Turn Up (about x)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Turn Down (about x)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Roll Left (about z)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Roll Right (about z)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Smaller Step</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Larger Step</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Steps Along &amp;Base Axes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>3D Scene</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Inspector</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Keypoints</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Issues</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Jobs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>History</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Keyboard Shortcuts</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;About Camframe</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>EditCameraCommand</name>
    <message>
        <source>Drag camera</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nudge camera</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Enter pose</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Add keypoint</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Move keypoint</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Remove keypoint</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Solve from keypoints</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Enter intrinsics</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Accept</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reject</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Withdraw verdict</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Calibrate</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open calibration</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>FailureReason</name>
    <message>
        <source>Too few usable frames: record more poses of the robot</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No convincing starting pose was found: click a mark on the gripper (--mark), give masks (--masks) or a rough pose (--init)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Two different camera poses explain the pictures almost equally well: compare them and choose, or click a mark</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The mark could not be followed: place it on a corner or print with contrast, or place it again in later frames</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The tracked mark does not move like any point of the link: check the link it is bound to and the joint order</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The motion of the mark does not fix the camera (too short, or all in one line or plane): use a longer recording or add a mark on another link</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The drawn robot does not cover the robot in the picture: correct the pose by hand or start from a mark</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Frames that were not used in the fit agree worse: look at them before accepting</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The first and the second half of the frames give different cameras: the camera may have been bumped, or the evidence is too weak</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The pictures fix the camera only loosely: use more and more varied frames</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The refinement did not settle: start from a better pose</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The robot is hardly visible in this view: skip this camera</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The focal length was assumed, so distances carry its error: give --intrinsics</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The robot masks are too poor to judge the pose: give better masks (--masks) or correct them in the window</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing independent confirms this pose: look at the overlay before accepting</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The pose was set by hand and has not been judged yet.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A person rejected this pose.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not run yet.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>camframe::Banner</name>
    <message>
        <source>Close this message</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>camframe::CameraListModel</name>
    <message>
        <source>%1 · accepted</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 · rejected</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 · no pose yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 · to review</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>camframe::EditModel</name>
    <message>
        <source>Time</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Action</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Detail</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>camframe::Editor</name>
    <message>
        <source>There are no keypoints to solve from: place some with the keypoint tool.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Four keypoints are needed when there is no pose yet; %1 are placed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>These keypoints do not fix the camera: spread them over the robot and over frames.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no pose to move yet: run the calibration, or place four keypoints.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>camframe::HistoryPanel</name>
    <message>
        <source>This session</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All edits</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>As opened</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>camframe::Inspector</name>
    <message>
        <source>These intrinsics are impossible: focal lengths must be above zero and the principal point near the picture.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing open</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>none</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>given by you</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>from the recording</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>from the camera table</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>assumed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>refined by the calibration</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source> px</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source> mm</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 %</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Accepted</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Rejected</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No pose yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Calibrated: ok</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>To review</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Calibration failed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Run the calibration, or place keypoints: four fix the camera.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Camera in base space</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>x</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>y</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>z</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source> m</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>°</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Turn about x</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Turn about y</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Turn about z</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy matrix (camera from base)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Intrinsics</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Focal length x</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Focal length y</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Principal point x</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Principal point y</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Distortion</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Source</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Quality</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Mask overlap (IoU)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Overlap, unused frames</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Contour distance</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Keypoint distance</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Expected tool error</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Risk of being wrong</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Frames used</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>camframe::IssueModel</name>
    <message>
        <source>This camera has no pose yet: run the calibration, or place four keypoints.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Keypoint %1 is %2 px off in frame %3: check its link point, or move it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The recording does not state the focal length; a common one is assumed: enter the real one in the inspector.</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%n frame(s) have no usable joint values; the robot is not drawn there.</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
</context>
<context>
    <name>camframe::IssuesPanel</name>
    <message>
        <source>Nothing to report.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Issues</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>camframe::JobRunner</name>
    <message>
        <source>Stopped; nothing was changed.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>camframe::JobsPanel</name>
    <message>
        <source>Stop</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stop the chosen job; nothing is changed by it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Clear finished</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The log of the chosen job appears here.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Jobs</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>camframe::KeypointModel</name>
    <message>
        <source>%1 px</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>not in view</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Frame</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Link</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pixel</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Residual</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>camframe::KeypointTool</name>
    <message>
        <source>Now click the pixel where this point really is. Esc gives up.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Click the pixel that shows the chosen link&apos;s origin; drag a keypoint to move it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Press on the drawn robot and drag that point to where the picture shows it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This frame has no joint values: place keypoints in another frame.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no drawn robot under the mouse: press on the overlay, or choose a link under &quot;Bind to&quot;.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no drawn robot yet: choose a link under &quot;Bind to&quot;, then click where its origin is.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>camframe::KeypointsPanel</name>
    <message>
        <source>Point picked on the drawn robot</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Origin of %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Bind to</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What the next keypoint shows: a point that you pick on the drawn robot, or a link&apos;s origin</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Keypoints</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>camframe::MainWindow</name>
    <message>
        <source>Opening %1 ...</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open a calibration</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Calibration (*.json *.txt)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Folder for the calibration</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Step %1 mm, %2° · camera axes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Step %1 mm, %2° · base axes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Camframe Studio</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 – %2 – Camframe Studio</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;File</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Edit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Move Keypoint</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;View</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Panels</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Language</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Tools</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>F&amp;rame</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Camera</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Move Robot</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Help</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Opacity of the drawn robot</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Camera on show</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open a recording (Ctrl+O), or drop its folder here.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open a recording</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>About Camframe</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&lt;h3&gt;Camframe %1&lt;/h3&gt;&lt;p&gt;Finds where the camera of a robot recording stood and writes actions in its space.&lt;/p&gt;&lt;p&gt;Apache License 2.0&lt;/p&gt;</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>camframe::PoseTool</name>
    <message>
        <source>Drag the drawn robot to shift it, right-drag to turn it (Shift: roll), Ctrl + wheel for distance, arrow keys for small steps.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no pose to drag yet: run the calibration, or place four keypoints.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>camframe::SceneView</name>
    <message>
        <source>This computer offers no OpenGL, so there is no 3D scene. Everything else works.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Overview</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Look at robot and camera from outside</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>From camera</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Look from where the recorded camera stands</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>camframe::ShortcutDialog</name>
    <message>
        <source>Keyboard shortcuts</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Find an action or a key</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Double-click a key to change it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reset to default</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>camframe::ShortcutModel</name>
    <message>
        <source>%1 already belongs to &quot;%2&quot;: give that one another key first.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Action</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Key</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Default</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>camframe::Timeline</name>
    <message>
        <source>Current frame; type a number to go there</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Drag to scrub. Green diamonds: frames with keypoints. Red: frames without joint values.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Timeline</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 s</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>camframe::ViewTool</name>
    <message>
        <source>Drag to pan, turn the wheel to zoom.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>camframe::Workspace</name>
    <message>
        <source>Open %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Opened.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not opened.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no pose to refine yet: calibrate, or place four keypoints.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Refine %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Calibrate %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Done: ok.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Done: please review.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The calibration did not find a pose it trusts; the issues say what to do.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Done: no trustworthy pose.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no pose to accept yet.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 is about camera &quot;%2&quot;, not &quot;%3&quot;: choose that camera first.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 is about pictures of %2 x %3 pixels; these have %4 x %5.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The calibration was written to %1.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
</TS>
