<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en">
<context>
    <name>camframe::BatchDesk</name>
    <message numerus="yes">
        <source>Calibrate %n camera(s)</source>
        <translation>
            <numerusform>Calibrate %n camera</numerusform>
            <numerusform>Calibrate %n cameras</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n failed</source>
        <translation>
            <numerusform>%n failed</numerusform>
            <numerusform>%n failed</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n skipped</source>
        <translation>
            <numerusform>%n skipped</numerusform>
            <numerusform>%n skipped</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Propose a pose to %n camera(s)</source>
        <translation>
            <numerusform>Propose a pose to %n camera</numerusform>
            <numerusform>Propose a pose to %n cameras</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n done</source>
        <translation>
            <numerusform>%n done</numerusform>
            <numerusform>%n done</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>camframe::BatchDialog</name>
    <message numerus="yes">
        <source>%n camera(s) will be calibrated in the background, from what people have marked and drawn there. Cameras that somebody else has open are skipped.</source>
        <translation>
            <numerusform>%n camera will be calibrated in the background, from what people have marked and drawn there. Cameras that somebody else has open are skipped.</numerusform>
            <numerusform>%n cameras will be calibrated in the background, from what people have marked and drawn there. Cameras that somebody else has open are skipped.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>camframe::Carrying</name>
    <message numerus="yes">
        <source>%n frame(s), %1 of them tracked.</source>
        <translation>
            <numerusform>%n frame, %1 of them tracked.</numerusform>
            <numerusform>%n frames, %1 of them tracked.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n mask(s).</source>
        <translation>
            <numerusform>%n mask.</numerusform>
            <numerusform>%n masks.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>camframe::ExportDesk</name>
    <message numerus="yes">
        <source>Export %n camera(s)</source>
        <translation>
            <numerusform>Export %n camera</numerusform>
            <numerusform>Export %n cameras</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n camera(s) were written to %1.</source>
        <translation>
            <numerusform>%n camera was written to %1.</numerusform>
            <numerusform>%n cameras were written to %1.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n were left out; manifest.json says why.</source>
        <translation>
            <numerusform>%n was left out; manifest.json says why.</numerusform>
            <numerusform>%n were left out; manifest.json says why.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>camframe::ExportPanel</name>
    <message numerus="yes">
        <source>%n camera(s)</source>
        <translation>
            <numerusform>%n camera</numerusform>
            <numerusform>%n cameras</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n not accepted</source>
        <translation>
            <numerusform>%n not accepted</numerusform>
            <numerusform>%n not accepted</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n stale: the pose changed after the verdict</source>
        <translation>
            <numerusform>%n stale: the pose changed after the verdict</numerusform>
            <numerusform>%n stale: the pose changed after the verdict</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n without a pose</source>
        <translation>
            <numerusform>%n without a pose</numerusform>
            <numerusform>%n without a pose</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n open in another window</source>
        <translation>
            <numerusform>%n open in another window</numerusform>
            <numerusform>%n open in another window</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n without these frames</source>
        <translation>
            <numerusform>%n without these frames</numerusform>
            <numerusform>%n without these frames</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>camframe::HypothesesTool</name>
    <message numerus="yes">
        <source>The pictures fit %n different pose(s) about equally well: click one or press its number; right-click compares.</source>
        <translation>
            <numerusform>The pictures fit %n pose only.</numerusform>
            <numerusform>The pictures fit %n different poses about equally well: click one or press its number; right-click compares.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>camframe::IssueModel</name>
    <message numerus="yes">
        <source>%n frame(s) have no usable joint values; the robot is not drawn there.</source>
        <translation>
            <numerusform>%n frame has no usable joint values; the robot is not drawn there.</numerusform>
            <numerusform>%n frames have no usable joint values; the robot is not drawn there.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>camframe::ItemPanel</name>
    <message numerus="yes">
        <source>%n other(s) in this group.</source>
        <translation>
            <numerusform>%n other in this group.</numerusform>
            <numerusform>%n others in this group.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>camframe::JobsPanel</name>
    <message numerus="yes">
        <source>Items (%n not done)</source>
        <translation>
            <numerusform>Items (%n not done)</numerusform>
            <numerusform>Items (%n not done)</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>camframe::KeypointsPanel</name>
    <message numerus="yes">
        <source>Mark %1 is at %2 mm of the origin of %3, ± %4 mm; from %n frame(s), %5 px.</source>
        <translation>
            <numerusform>Mark %1 is at %2 mm of the origin of %3, ± %4 mm; from %n frame, %5 px.</numerusform>
            <numerusform>Mark %1 is at %2 mm of the origin of %3, ± %4 mm; from %n frames, %5 px.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>camframe::ReviewPanel</name>
    <message numerus="yes">
        <source>Group of the %n chosen item(s):</source>
        <translation>
            <numerusform>Group of the chosen item:</numerusform>
            <numerusform>Group of the %n chosen items:</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Tags of the %n chosen item(s), parted by blanks:</source>
        <translation>
            <numerusform>Tags of the %n chosen item, parted by blanks:</numerusform>
            <numerusform>Tags of the %n chosen items, parted by blanks:</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Frames of the %n chosen item(s), such as 10-200; nothing: all:</source>
        <translation>
            <numerusform>Frames of the %n chosen item, such as 10-200; nothing: all:</numerusform>
            <numerusform>Frames of the %n chosen items, such as 10-200; nothing: all:</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>camframe::Workspace</name>
    <message numerus="yes">
        <source>%n thing(s) could not be read, the first: %1</source>
        <translation>
            <numerusform>One thing could not be read: %1</numerusform>
            <numerusform>%n things could not be read, the first: %1</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n camera(s), %1 calibrated.</source>
        <translation>
            <numerusform>%n camera, %1 calibrated.</numerusform>
            <numerusform>%n cameras, %1 calibrated.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Masks are drawn in %n frame(s), and only those take part: more of them, with the arm in other places, make the camera surer.</source>
        <translation>
            <numerusform>Masks are drawn in %n frame, and only that one takes part: more of them, with the arm in other places, make the camera surer.</numerusform>
            <numerusform>Masks are drawn in %n frames, and only those take part: more of them, with the arm in other places, make the camera surer.</numerusform>
        </translation>
    </message>
</context>
</TS>
