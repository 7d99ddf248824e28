import Model

/// A service that runs what is due, and the timer that calls it.
///
/// It needs systemd 250 or newer, the first that writes the credentials' folder as `%d` (systemd's NEWS).
package struct SystemdUnits: Sendable {
    private let order: UnitRequest

    /// Below it is the folder that systemd makes for the service, `StateDirectory=` in systemd.exec(5).
    private static let stateRoot = "/var/lib/"

    /// Folders that the sandbox hides or replaces.
    private static let hiddenFolders = ["/home/", "/root/", "/run/user/", "/tmp/", "/var/tmp/"]

    package init(_ order: UnitRequest) {
        self.order = order
    }

    /// - Throws: `InvalidInput`.
    package func units() throws -> [UnitFile] {
        try order.check()
        try order.checkUser()
        try order.checkUnsharded()
        try checkProgram()
        if case .environment(let path) = order.access { try checkNoPattern(path) }
        return [
            UnitFile(fileName: order.name + ".service", text: try service()),
            UnitFile(fileName: order.name + ".timer", text: timer),
        ]
    }

    private func service() throws -> String {
        let state = try stateFolder()
        return """
            # Once, as root:
            #   \(shell(order.program)) init --database \(shell(order.database)) --key-file \(shell(order.keyFile))
            #   systemctl daemon-reload && systemctl enable --now \(order.name).timer
            # A job file that names programs or files belongs where the service sees them: in no home, and not in a folder
            # that is root's alone. A command of your own runs in the service's place, or the database gets files of root's:
            #   systemd-run --pipe --wait -p User=\(order.user) -p DynamicUser=yes \\
            #     -p \(shell("StateDirectory=" + SystemdWord.inQuotes(state))) -p StateDirectoryMode=0700 \\
            #     -p \(shell("LoadCredential=rekey.key:" + order.keyFile)) \\
            #     \(shell(order.program)) status --database \(shell(order.database))
            [Unit]
            Description=Rotate the secrets that are due
            Wants=network-online.target
            After=network-online.target time-sync.target
            # A unit of yours that tells a person. Every exit but 0 is a failure; 75 too, as a run that its plan's limits
            # stopped waits for somebody. The next call finishes one that a signal interrupted.
            #OnFailure=tell-somebody@%N.service

            [Service]
            Type=oneshot
            ExecStart=\(command)
            # A long run is no hang. To stop is to send SIGTERM to rekey alone: requests in flight get 10 s, steps end.
            TimeoutStartSec=infinity
            KillMode=mixed
            KillSignal=SIGTERM
            TimeoutStopSec=30s

            # Nobody owns the files between two calls. Key and credential are copies, which only this call can read.
            DynamicUser=yes
            User=\(order.user)
            StateDirectory=\(SystemdWord.quoting(state))
            StateDirectoryMode=0700
            LoadCredential=rekey.key:\(SystemdWord.line(order.keyFile))
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
        OnCalendar=\(order.interval.calendar)
        # Machines that were set up alike do not all call at once; plans have a jitter of their own.
        RandomizedDelaySec=15s
        AccuracySec=5s
        # What was missed while the machine was off is made up for at once.
        Persistent=yes

        [Install]
        WantedBy=timers.target

        """
    }

    /// Warnings go to the journal, but no line for each call that finds nothing due.
    private var command: String {
        let words = [
            "run", "--due", "--log-level", "warning", "--wait-lock", UnitRequest.waitLock, "--database",
            SystemdWord.argument(order.database),
        ]
        let access =
            switch order.access {
            case .profiles(_, let name): name.map { ["--profile", SystemdWord.argument($0)] } ?? []
            case .keyFile(_, let host): ["--api-key-file", "%d/api.key", "--host", SystemdWord.argument(host)]
            case .environment: [String]()
            }
        let metrics = order.metricsFile.map { ["--metrics-file", SystemdWord.argument($0)] } ?? []
        return ([SystemdWord.quoting(order.program)] + words + access + metrics).joined(separator: " ")
    }

    private var access: String {
        switch order.access {
        case .profiles(let path, _):
            "LoadCredential=profiles:\(SystemdWord.line(path))\nEnvironment=NX1_PROFILES_PATH=%d/profiles"
        case .keyFile(let path, _): "LoadCredential=api.key:\(SystemdWord.line(path))"
        case .environment(let path): "EnvironmentFile=\(SystemdWord.line(path))"
        }
    }

    /// The service's user is another at each call, so that the folder is a group's.
    private var metrics: String {
        guard let folder = order.metricsFolder else { return "" }
        return """

            # The metrics are the one file that others read. Once, as root, for their folder:
            #   groupadd --system \(Self.metricsGroup) && install -d -g \(Self.metricsGroup) -m 2775 \(shell(folder))
            SupplementaryGroups=\(Self.metricsGroup)
            ReadWritePaths=\(SystemdWord.quoting(folder))

            """
    }

    private static let metricsGroup = "rekey-metrics"

    private func shell(_ text: String) -> String { ShellWord.quoting(text) }

    /// The database's folder, as `StateDirectory=` names it.
    private func stateFolder() throws -> String {
        let names = order.database.dropFirst(Self.stateRoot.count).split(separator: "/").dropLast()
        let folder = names.joined(separator: "/")
        guard order.database.hasPrefix(Self.stateRoot), !folder.isEmpty else {
            throw InvalidInput(
                "the database \(quoted(order.database)) is in no folder below \(Self.stateRoot)",
                fix: "choose one there, which systemd makes for the service, like /var/lib/rekey/rekey.db")
        }
        // Colons part the names of links (systemd.exec(5)), and quotes within quotes are read twice.
        guard !folder.contains(where: { ":\"'$".contains($0) }) else {
            throw InvalidInput("the folder \(quoted(folder)) has a colon, a quote or a $", fix: "name it without")
        }
        return folder
    }

    private func checkProgram() throws {
        if let folder = Self.hiddenFolders.first(where: order.program.hasPrefix) {
            throw InvalidInput(
                "the service does not see \(folder), where the program is", fix: "install it in /usr/local/bin")
        }
        // systemd refuses quotes in the path of a program, and doubles no $ there.
        guard !order.program.contains(where: { "'\"$".contains($0) }) else {
            throw InvalidInput(
                "systemd takes no quotes and no $ in the program's path \(quoted(order.program))",
                fix: "name it without")
        }
    }

    private func checkNoPattern(_ path: String) throws {
        guard !path.contains(where: { "*?[".contains($0) }) else {
            throw InvalidInput(
                "systemd takes the environment file \(quoted(path)) for a pattern", fix: "name it without *, ? and [")
        }
    }
}
