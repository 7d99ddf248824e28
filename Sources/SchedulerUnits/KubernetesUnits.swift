import Model

/// A claim for the database's volume, and a CronJob.
///
/// In two files, so that `kubectl delete -f` on the CronJob leaves the database. It needs Kubernetes 1.29 or newer, the
/// first version with a stable `ReadWriteOncePod` and with a retry limit for each shard.
package struct KubernetesUnits: Sendable {
    private let request: UnitRequest

    /// The maximum number of pods that start at once, each with its share of the rate.
    private static let maxShards = 1_000

    package init(_ request: UnitRequest) {
        self.request = request
    }

    /// - Throws: `InvalidInput`.
    package func units() throws -> [UnitFile] {
        try request.check()
        try check()
        return [
            UnitFile(fileName: request.name + "-claim.yaml", text: claim),
            UnitFile(fileName: request.name + "-cronjob.yaml", text: cronJob),
        ]
    }

    private var isSharded: Bool { request.shards > 1 }

    private var metadata: String { request.pod.namespace.map { "\n  namespace: \(YAMLText.string($0))" } ?? "" }

    private var claim: String {
        """
        ---
        apiVersion: v1
        kind: PersistentVolumeClaim
        metadata:
          name: \(KubernetesNames(request).claim)\(metadata)
        spec:
        \(accessMode)
          resources:
            requests:
              storage: \(YAMLText.string(request.pod.storage))

        """
    }

    /// SQLite needs a disk of one node: its write-ahead log does not work on a network file system
    /// (https://www.sqlite.org/wal.html).
    private var accessMode: String {
        let mode =
            if isSharded {
                """
                # The shards' pods share this volume, so they run on one node. For shards on several nodes create one claim
                # and one CronJob for each shard: each with its own --shard, and without Indexed and subPathExpr. A volume
                # that several nodes write to (ReadWriteMany) is a network file system, which damages SQLite databases.
                accessModes: [ReadWriteOnce]
                """
            } else {
                """
                # One pod at a time in the whole cluster. Use a volume on a node's disk, not on a network file system,
                # which damages SQLite databases.
                accessModes: [ReadWriteOncePod]
                """
            }
        return YAMLText.indented(mode, by: 2)
    }

    private var cronJob: String {
        let pod = KubernetesPod(request)
        return """
            ---
            \(setup)
            apiVersion: batch/v1
            kind: CronJob
            metadata:
              name: \(request.name)\(metadata)
              labels:
                app.kubernetes.io/name: \(request.name)
            spec:
              # rekey itself decides what is due.
              schedule: \(YAMLText.string(request.interval.cron))
            \(timeZone)  concurrencyPolicy: Forbid
              # A call is useless once the next one is due.
              startingDeadlineSeconds: \(request.interval.minutes * 60)
              successfulJobsHistoryLimit: 1
              failedJobsHistoryLimit: 3
              jobTemplate:
                spec:
            \(YAMLText.indented(retries, by: 6))
                  template:
                    metadata:
                      labels:
                        app.kubernetes.io/name: \(request.name)
                    spec:
            \(YAMLText.indented(pod.text, by: 10))

            """
    }

    private var timeZone: String {
        request.pod.timeZone.map { "  timeZone: \(YAMLText.string($0))\n" } ?? ""
    }

    /// What must exist, without its contents.
    private var setup: String {
        let names = KubernetesNames(request)
        let place = request.pod.namespace.map { " --namespace=\(ShellWord.quoting($0))" } ?? ""
        let files = names.secretFiles.map { " --from-file=" + ShellWord.quoting("\($0.name)=\($0.path)") }.joined()
        var lines = [
            "# Once, for key and credential, which no manifest contains:",
            "#   kubectl create secret generic \(names.secret)\(place)\(files)",
        ]
        if !request.pod.jobFiles.isEmpty {
            let files = request.pod.jobFiles.map { " --from-file=\($0)" }.joined()
            lines += [
                "# and for the plans, with all files that they refer to:",
                "#   kubectl create configmap \(names.jobFiles)\(place)\(files)",
            ]
        }
        return lines.joined(separator: "\n")
    }

    /// Source for the rules: https://kubernetes.io/docs/concepts/workloads/controllers/job/#pod-failure-policy. The
    /// first rule that matches is used.
    private var retries: String {
        let indexed = """
            completionMode: Indexed
            completions: \(request.shards)
            parallelism: \(request.shards)
            # Failures are counted for each shard separately.
            backoffLimitPerIndex: 3
            """
        return """
            \(isSharded ? indexed : "backoffLimit: 3")
            podFailurePolicy:
              rules:
                # A pod that its node lost is not a failure of rekey; the next pod continues its run.
                - action: Ignore
                  onPodConditions:
                    - type: DisruptionTarget
                      status: "True"
                # Items failed, or a person is needed; an immediate retry would end the same way.
                - action: \(isSharded ? "FailIndex" : "FailJob")
                  onExitCodes:
                    operator: In
                    values: [\(Self.codes { !$0.isWorthRepeating })]
                # The API cannot be reached, or the run was interrupted: another pod continues it.
                - action: Count
                  onExitCodes:
                    operator: In
                    values: [\(Self.codes(where: \.isWorthRepeating))]
            """
    }

    private static func codes(where fits: (ExitStatus) -> Bool) -> String {
        ExitStatus.allCases.filter { $0 != .done && fits($0) }.map { String($0.rawValue) }.joined(separator: ", ")
    }

    private func check() throws {
        guard (1...Self.maxShards).contains(request.shards) else {
            throw InvalidInput(
                "\(request.shards) is not a possible number of shards", fix: "choose 1 to \(Self.maxShards)")
        }
        if case .environment = request.access {
            throw InvalidInput(
                "a pod cannot use an environment file",
                fix: "name a profiles file, or a file with the API key; a Secret is made from it")
        }
        let database = request.database.dropFirst().split(separator: "/")
        // Source: the API's VolumeMount, "Must not contain ':'".
        guard database.count > 1, !database.dropLast().contains(where: { $0.contains(":") }) else {
            throw InvalidInput(
                "the database \(quoted(request.database)) is not in a folder where a volume can be mounted",
                fix: "choose one without a colon, like /var/lib/rekey/rekey.db")
        }
        if let folder = request.metricsFolder, folder.contains(":") {
            throw InvalidInput(
                "the metrics folder \(quoted(folder)) has a colon, so no volume can be mounted there",
                fix: "choose a path without a colon")
        }
        try check(request.pod)
    }

    private func check(_ pod: PodRequest) throws {
        let texts = [
            (pod.image, "image", "/:._-@"), (pod.namespace ?? "default", "namespace", "-"),
            (pod.timeZone ?? "UTC", "time zone", "/_+-"), (pod.storage, "storage", "."),
        ]
        for (text, what, others) in texts where !text.consists(ofLettersDigitsAnd: others) {
            throw InvalidInput(
                "\(quoted(text)) is not a valid \(what)",
                fix: "write letters, digits and \(others.map(String.init).joined(separator: " "))")
        }
        // Source: the API's ConfigMap, "Each key must consist of alphanumeric characters, '-', '_' or '.'".
        if let file = pod.jobFiles.first(where: { !$0.consists(ofLettersDigitsAnd: "-_.") || $0.hasPrefix("-") }) {
            throw InvalidInput(
                "a ConfigMap cannot have a file \(quoted(file))",
                fix: "use a name of letters, digits, -, _ and ., without a folder")
        }
    }
}
