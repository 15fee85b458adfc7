<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en">
<context>
    <name>camframe::HypothesesPanel</name>
    <message numerus="yes">
        <source>The pictures fit %n different pose(s) about equally well. Compare the drawn robot with the real one and choose; Ctrl+Z takes it back.</source>
        <translation>
            <numerusform>The pictures fit %n pose only.</numerusform>
            <numerusform>The pictures fit %n different poses about equally well. Compare the drawn robot with the real one and choose; Ctrl+Z takes it back.</numerusform>
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
    <name>camframe::ReviewPanel</name>
    <message numerus="yes">
        <source>Group of the %n chosen item(s):</source>
        <translation>
            <numerusform>Group of the chosen item:</numerusform>
            <numerusform>Group of the %n chosen items:</numerusform>
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
