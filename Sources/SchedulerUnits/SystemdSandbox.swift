/// The permissions that a service that rotates secrets needs, and no more. Source: systemd.exec(5), systemd.kill(5),
/// systemd.resource-control(5).
enum SystemdSandbox {
    static let settings = """
        # These settings also apply to the programs that plans call. If one needs more (a home, a device, a compiler at
        # run time), allow it in a drop-in: systemctl edit
        CapabilityBoundingSet=
        AmbientCapabilities=
        NoNewPrivileges=yes
        ProtectSystem=strict
        ProtectHome=yes
        PrivateTmp=yes
        PrivateDevices=yes
        PrivateUsers=yes
        PrivateIPC=yes
        PrivateMounts=yes
        ProtectKernelTunables=yes
        ProtectKernelModules=yes
        ProtectKernelLogs=yes
        ProtectControlGroups=yes
        ProtectClock=yes
        ProtectHostname=yes
        ProtectProc=invisible
        ProcSubset=pid
        RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX
        RestrictNamespaces=yes
        RestrictRealtime=yes
        RestrictSUIDSGID=yes
        LockPersonality=yes
        MemoryDenyWriteExecute=yes
        SystemCallArchitectures=native
        SystemCallFilter=@system-service
        SystemCallFilter=~@privileged @resources
        SystemCallErrorNumber=EPERM
        # Without this the Swift runtime logs at each call that it may not change a thread's priority.
        Environment=LIBDISPATCH_LOG=NO
        RemoveIPC=yes
        KeyringMode=private
        UMask=0077

        # Values stay in memory: no core dump, no swap, and all memory locked. The limit makes a capability unnecessary.
        LimitCORE=0
        LimitMEMLOCK=infinity
        MemorySwapMax=0
        """
}
