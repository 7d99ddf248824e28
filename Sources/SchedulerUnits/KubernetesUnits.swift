import Model

/// A claim for the database's volume, and a CronJob.
///
/// Two files, so that `kubectl delete -f` on the one leaves the database. It needs Kubernetes 1.29 or newer, the first
/// with `ReadWriteOncePod` as a stable feature and with a limit of retries for each shard.
package struct KubernetesUnits: Sendable {
    private let order: UnitRequest

    /// As many pods start at once, each with its share of the rate.
    private static let maxShards = 1_000

    package init(_ order: UnitRequest) {
        self.order = order
    }

    /// - Throws: `InvalidInput`.
    package func units() throws -> [UnitFile] {
        try order.check()
        try check()
        return [
            UnitFile(fileName: order.name + "-claim.yaml", text: claim),
            UnitFile(fileName: order.name + "-cronjob.yaml", text: cronJob),
        ]
    }

    private var isSharded: Bool { order.shards > 1 }

    private var metadata: String { order.pod.namespace.map { "\n  namespace: \(YAMLText.string($0))" } ?? "" }

    private var claim: String {
        """
        ---
        apiVersion: v1
        kind: PersistentVolumeClaim
        metadata:
          name: \(KubernetesNames(order).claim)\(metadata)
        spec:
        \(accessMode)
          resources:
            requests:
              storage: \(YAMLText.string(order.pod.storage))

        """
    }

    /// SQLite wants a disk of one node: its log is no thing for a network's file system
    /// (https://www.sqlite.org/wal.html).
    private var accessMode: String {
        let mode =
            if isSharded {
                """
                # The shards' pods share this volume, so they run on one node. For shards on several nodes make as many claims
                # and CronJobs as there are shards: in each a --shard of its own, and neither Indexed nor subPathExpr. A volume
                # that many nodes write to (ReadWriteMany) is a network's, on which SQLite loses databases.
                accessModes: [ReadWriteOnce]
                """
            } else {
                """
                # One pod at a time, in all of the cluster; a volume of one node's disk, not of a network's file system, on
                # which SQLite loses databases.
                accessModes: [ReadWriteOncePod]
                """
            }
        return YAMLText.indented(mode, by: 2)
    }

    private var cronJob: String {
        let pod = KubernetesPod(order)
        return """
            ---
            \(setup)
            apiVersion: batch/v1
            kind: CronJob
            metadata:
              name: \(order.name)\(metadata)
              labels:
                app.kubernetes.io/name: \(order.name)
            spec:
              # rekey itself decides what is due.
              schedule: \(YAMLText.string(order.interval.cron))
            \(timeZone)  concurrencyPolicy: Forbid
              # A call that the next one has overtaken is of no use.
              startingDeadlineSeconds: \(order.interval.minutes * 60)
              successfulJobsHistoryLimit: 1
              failedJobsHistoryLimit: 3
              jobTemplate:
                spec:
            \(YAMLText.indented(retries, by: 6))
                  template:
                    metadata:
                      labels:
                        app.kubernetes.io/name: \(order.name)
                    spec:
            \(YAMLText.indented(pod.text, by: 10))

            """
    }

    private var timeZone: String {
        order.pod.timeZone.map { "  timeZone: \(YAMLText.string($0))\n" } ?? ""
    }

    /// What must be there, without its contents.
    private var setup: String {
        let names = KubernetesNames(order)
        let place = order.pod.namespace.map { " --namespace=\(ShellWord.quoting($0))" } ?? ""
        let files = names.secretFiles.map { " --from-file=" + ShellWord.quoting("\($0.name)=\($0.path)") }.joined()
        var lines = [
            "# Once, for key and credential, which no manifest holds:",
            "#   kubectl create secret generic \(names.secret)\(place)\(files)",
        ]
        if !order.pod.jobFiles.isEmpty {
            let files = order.pod.jobFiles.map { " --from-file=\($0)" }.joined()
            lines += [
                "# and for the plans, with all files that they name:",
                "#   kubectl create configmap \(names.jobFiles)\(place)\(files)",
            ]
        }
        return lines.joined(separator: "\n")
    }

    /// Source for the rules: https://kubernetes.io/docs/concepts/workloads/controllers/job/#pod-failure-policy, where the
    /// first one that fits counts.
    private var retries: String {
        let indexed = """
            completionMode: Indexed
            completions: \(order.shards)
            parallelism: \(order.shards)
            # A shard's failures are its own.
            backoffLimitPerIndex: 3
            """
        return """
            \(isSharded ? indexed : "backoffLimit: 3")
            podFailurePolicy:
              rules:
                # A pod that its node lost is no failure of rekey's; the next one finishes what it began.
                - action: Ignore
                  onPodConditions:
                    - type: DisruptionTarget
                      status: "True"
                # Items failed, or a person is needed; the same again at once would end the same.
                - action: \(isSharded ? "FailIndex" : "FailJob")
                  onExitCodes:
                    operator: In
                    values: [\(Self.codes { !$0.isWorthRepeating })]
                # The API cannot be reached, or the run was interrupted: another pod goes on with it.
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
        guard (1...Self.maxShards).contains(order.shards) else {
            throw InvalidInput("\(order.shards) shards are not to be had", fix: "choose 1 to \(Self.maxShards)")
        }
        if case .environment = order.access {
            throw InvalidInput(
                "a pod takes no environment file",
                fix: "name a profiles file, or a file with the API key; a Secret is made of it")
        }
        let database = order.database.dropFirst().split(separator: "/")
        // Source: the API's VolumeMount, "Must not contain ':'".
        guard database.count > 1, !database.dropLast().contains(where: { $0.contains(":") }) else {
            throw InvalidInput(
                "the database \(quoted(order.database)) is in no folder that a volume can be mounted at",
                fix: "choose one without a colon, like /var/lib/rekey/rekey.db")
        }
        if let folder = order.metricsFolder, folder.contains(":") {
            throw InvalidInput(
                "the metrics' folder \(quoted(folder)) has a colon, and no volume is mounted there",
                fix: "name it without")
        }
        try check(order.pod)
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
                "no ConfigMap has a file \(quoted(file))",
                fix: "name it with letters, digits, -, _ and ., and no folder")
        }
    }
}
