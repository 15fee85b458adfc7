# SPDX-License-Identifier: Apache-2.0
# A Slurm cluster of this one machine for tests, to be sourced: own keys, ports and folders, no systemd, no control
# groups, no accounting. Needs root, as slurmd starts jobs for other users.
#
#     slurm_start FOLDER   starts munged, slurmctld and slurmd; sets SLURM_CONF
#     slurm_kill_node      kills slurmd and everything that runs under it at once (SIGKILL), as a power cut does
#     slurm_node_again     starts slurmd again
#     slurm_stop           stops all of it

slurm_start() {
    slurm_folder=$1
    mkdir -p "$slurm_folder/state" "$slurm_folder/spool"
    chmod 700 "$slurm_folder"
    head -c 1024 /dev/urandom >"$slurm_folder/munge.key"
    chmod 400 "$slurm_folder/munge.key"
    munged --force --num-threads=1 --socket="$slurm_folder/munge.sock" --key-file="$slurm_folder/munge.key" \
        --log-file="$slurm_folder/munged.log" --pid-file="$slurm_folder/munged.pid" \
        --seed-file="$slurm_folder/munged.seed"
    local host ports
    host=$(hostname -s)
    ports=$(python3 -c 'import socket
a, b = socket.socket(), socket.socket()
a.bind(("127.0.0.1", 0)); b.bind(("127.0.0.1", 0))
print(a.getsockname()[1], b.getsockname()[1])')
    cat >"$slurm_folder/slurm.conf" <<X
ClusterName=camframe
SlurmctldHost=$host(127.0.0.1)
SlurmctldPort=${ports% *}
SlurmdPort=${ports#* }
SlurmUser=root
SlurmdUser=root
AuthType=auth/munge
AuthInfo=socket=$slurm_folder/munge.sock
CredType=cred/munge
StateSaveLocation=$slurm_folder/state
SlurmdSpoolDir=$slurm_folder/spool
SlurmctldPidFile=$slurm_folder/slurmctld.pid
SlurmdPidFile=$slurm_folder/slurmd.pid
SlurmctldLogFile=$slurm_folder/slurmctld.log
SlurmdLogFile=$slurm_folder/slurmd.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
MpiDefault=none
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
JobCompType=jobcomp/filetxt
JobCompLoc=$slurm_folder/jobcomp.log
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
ReturnToService=2
SlurmdTimeout=5
SchedulerParameters=sched_interval=2
MailProg=/bin/true
NodeName=$host NodeAddr=127.0.0.1 CPUs=2 State=UNKNOWN
PartitionName=main Nodes=ALL Default=YES MaxTime=INFINITE State=UP
X
    export SLURM_CONF="$slurm_folder/slurm.conf"
    slurmctld -f "$SLURM_CONF"
    slurm_node_again
}

slurm_node_again() {
    slurmd -f "$SLURM_CONF"
    local i
    for i in $(seq 60); do
        case "$(sinfo --noheader --format=%T 2>/dev/null)" in idle | mixed | allocated) return 0 ;; esac
        sleep 0.5
    done
    echo "the node does not come up: $(sinfo --noheader 2>&1)" >&2
    return 1
}

# Steps and jobs, told by the configuration in their environment: nothing else of the machine is touched.
slurm_children() {
    local process
    for process in /proc/[0-9]*; do
        case "$(cat "$process/comm" 2>/dev/null)" in
        slurmstepd | camframe | job.sh | slurm_script)
            if tr '\0' '\n' 2>/dev/null <"$process/environ" | grep -qx "SLURM_CONF=$SLURM_CONF"; then
                basename "$process"
            fi
            ;;
        esac
    done
}

slurm_kill_node() {
    # shellcheck disable=SC2046
    kill -KILL "$(cat "$slurm_folder/slurmd.pid")" $(slurm_children) 2>/dev/null || true
}

slurm_stop() {
    local daemon
    [ -z "${SLURM_CONF:-}" ] || scancel --user=root 2>/dev/null || true
    for daemon in slurmd slurmctld munged; do
        [ ! -s "$slurm_folder/$daemon.pid" ] || kill "$(cat "$slurm_folder/$daemon.pid")" 2>/dev/null || true
    done
    sleep 1
}
