/// What a service that rotates secrets needs of the machine, and no more. Source: systemd.exec(5), systemd.kill(5),
/// systemd.resource-control(5).
enum SystemdSandbox {
    static let settings = """
        # What follows holds for the programs that plans call, too. One that needs more (a home, a device, a compiler at
        # run time) gets it in a drop-in: systemctl edit
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
        # Or the Swift runtime tells the journal at each call that it may not change a thread's priority.
        Environment=LIBDISPATCH_LOG=NO
        RemoveIPC=yes
        KeyringMode=private
        UMask=0077

        # Values stay in memory: no core dump, no swap, and all of it locked, for which the limit does without a capability.
        LimitCORE=0
        LimitMEMLOCK=infinity
        MemorySwapMax=0
        """
}
