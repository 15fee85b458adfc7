<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en">
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
</TS>
