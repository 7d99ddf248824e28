import Model

/// A service that runs what is due, and the timer that starts it.
///
/// It needs systemd 250 or newer, the first version that provides the credentials' folder as `%d` (systemd's NEWS).
package struct SystemdUnits: Sendable {
    private let request: UnitRequest

    /// systemd creates the service's folder below it, `StateDirectory=` in systemd.exec(5).
    private static let stateRoot = "/var/lib/"

    /// Folders that the sandbox hides or replaces.
    private static let hiddenFolders = ["/home/", "/root/", "/run/user/", "/tmp/", "/var/tmp/"]

    package init(_ request: UnitRequest) {
        self.request = request
    }

    /// - Throws: `InvalidInput`.
    package func units() throws -> [UnitFile] {
        try request.check()
        try request.checkUser()
        try request.checkUnsharded()
        try checkProgram()
        if case .environment(let path) = request.access { try checkNoPattern(path) }
        return [
            UnitFile(fileName: request.name + ".service", text: try service()),
            UnitFile(fileName: request.name + ".timer", text: timer),
        ]
    }

    private func service() throws -> String {
        let state = try stateFolder()
        return """
            # Once, as root:
            #   \(shell(request.program)) init --database \(shell(request.database)) --key-file \(shell(request.keyFile))
            #   systemctl daemon-reload && systemctl enable --now \(request.name).timer
            # Put a job file that refers to programs or files where the service can read them: not in a home, and not in a
            # folder that only root can read. Run your own commands like the service, or root will own files of the database:
            #   systemd-run --pipe --wait -p User=\(request.user) -p DynamicUser=yes \\
            #     -p \(shell("StateDirectory=" + SystemdWord.inQuotes(state))) -p StateDirectoryMode=0700 \\
            #     -p \(shell("LoadCredential=rekey.key:" + request.keyFile)) \\
            #     \(shell(request.program)) status --database \(shell(request.database))
            [Unit]
            Description=Rotate the secrets that are due
            Wants=network-online.target
            After=network-online.target time-sync.target
            # Your own unit that notifies a person. Every exit code but 0 is a failure; 75 too, because a run that its plan's
            # limits stopped waits for a decision. The next call finishes a run that a signal interrupted.
            #OnFailure=notify-admin@%N.service

            [Service]
            Type=oneshot
            ExecStart=\(command)
            # A long run is not a hang. Stopping sends SIGTERM only to rekey: requests in flight get 10 s, steps are ended.
            TimeoutStartSec=infinity
            KillMode=mixed
            KillSignal=SIGTERM
            TimeoutStopSec=30s

            # Between two calls no user owns the files. Key and credential are copies that only this call can read.
            DynamicUser=yes
            User=\(request.user)
            StateDirectory=\(SystemdWord.quoting(state))
            StateDirectoryMode=0700
            LoadCredential=rekey.key:\(SystemdWord.line(request.keyFile))
            \(access)
            \(metrics)
            \(SystemdSandbox.settings)

            """
    }

    private var timer: String {
        """
        [Unit]
        Description=Call rekey, which decides what is due

        [Timer]
        OnCalendar=\(request.interval.calendar)
        # Machines with the same setup do not all call at once; plans have their own jitter.
        RandomizedDelaySec=15s
        AccuracySec=5s
        # Calls that were missed while the machine was off are made up for at once.
        Persistent=yes

        [Install]
        WantedBy=timers.target

        """
    }

    /// Warnings go to the journal, but no line for each call that finds nothing due.
    private var command: String {
        let words = [
            "run", "--due", "--log-level", "warning", "--wait-lock", UnitRequest.waitLock, "--database",
            SystemdWord.argument(request.database),
        ]
        let access =
            switch request.access {
            case .profiles(_, let name): name.map { ["--profile", SystemdWord.argument($0)] } ?? []
            case .keyFile(_, let host): ["--api-key-file", "%d/api.key", "--host", SystemdWord.argument(host)]
            case .environment: [String]()
            }
        let metrics = request.metricsFile.map { ["--metrics-file", SystemdWord.argument($0)] } ?? []
        return ([SystemdWord.quoting(request.program)] + words + access + metrics).joined(separator: " ")
    }

    private var access: String {
        switch request.access {
        case .profiles(let path, _):
            "LoadCredential=profiles:\(SystemdWord.line(path))\nEnvironment=NX1_PROFILES_PATH=%d/profiles"
        case .keyFile(let path, _): "LoadCredential=api.key:\(SystemdWord.line(path))"
        case .environment(let path): "EnvironmentFile=\(SystemdWord.line(path))"
        }
    }

    /// The service's user is different at each call, so the folder belongs to a group.
    private var metrics: String {
        guard let folder = request.metricsFolder else { return "" }
        return """

            # The metrics are the only file that other users read. Once, as root, for their folder:
            #   groupadd --system \(Self.metricsGroup) && install -d -g \(Self.metricsGroup) -m 2775 \(shell(folder))
            SupplementaryGroups=\(Self.metricsGroup)
            ReadWritePaths=\(SystemdWord.quoting(folder))

            """
    }

    private static let metricsGroup = "rekey-metrics"

    private func shell(_ text: String) -> String { ShellWord.quoting(text) }

    /// The database's folder, as `StateDirectory=` names it.
    private func stateFolder() throws -> String {
        let names = request.database.dropFirst(Self.stateRoot.count).split(separator: "/").dropLast()
        let folder = names.joined(separator: "/")
        guard request.database.hasPrefix(Self.stateRoot), !folder.isEmpty else {
            throw InvalidInput(
                "the database \(quoted(request.database)) is not in a folder below \(Self.stateRoot)",
                fix: "choose one there, like /var/lib/rekey/rekey.db; systemd creates it for the service")
        }
        // Colons separate the names of links (systemd.exec(5)), and nested quotes are parsed twice.
        guard !folder.contains(where: { ":\"'$".contains($0) }) else {
            throw InvalidInput(
                "the folder \(quoted(folder)) has a colon, a quote or a $", fix: "choose a path without them")
        }
        return folder
    }

    private func checkProgram() throws {
        if let folder = Self.hiddenFolders.first(where: request.program.hasPrefix) {
            throw InvalidInput(
                "the service cannot read \(folder), where the program is", fix: "install it in /usr/local/bin")
        }
        // systemd refuses quotes in the path of a program, and does not undouble `$$` there.
        guard !request.program.contains(where: { "'\"$".contains($0) }) else {
            throw InvalidInput(
                "systemd does not allow quotes or $ in the program's path \(quoted(request.program))",
                fix: "choose a path without them")
        }
    }

    private func checkNoPattern(_ path: String) throws {
        guard !path.contains(where: { "*?[".contains($0) }) else {
            throw InvalidInput(
                "systemd would read the environment file \(quoted(path)) as a pattern",
                fix: "choose a path without *, ? and [")
        }
    }
}
