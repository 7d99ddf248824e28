/// The pod of one call, conforming to the profile "restricted" of the Pod Security Standards
/// (https://kubernetes.io/docs/concepts/security/pod-security-standards/).
struct KubernetesPod {
    private let request: UnitRequest
    private let names: KubernetesNames

    /// The user of images that define no other ("nonroot"); rekey's image uses the same.
    private static let user = 65_532

    init(_ request: UnitRequest) {
        self.request = request
        names = KubernetesNames(request)
    }

    var text: String {
        """
        restartPolicy: Never
        # SIGTERM makes rekey stop: requests in flight get 10 s, steps are ended, everything is committed.
        terminationGracePeriodSeconds: 30
        automountServiceAccountToken: false
        enableServiceLinks: false
        securityContext:
          runAsNonRoot: true
          runAsUser: \(Self.user)
          runAsGroup: \(Self.user)
          fsGroup: \(Self.user)
          # "Always" would make the database readable by the group before each call, and rekey refuses such a database.
          fsGroupChangePolicy: OnRootMismatch
          seccompProfile:
            type: RuntimeDefault
        \(initContainers)containers:
        \(YAMLText.indented(container(name: "rekey", arguments: runArguments), by: 2))
        volumes:
        \(YAMLText.indented(volumes, by: 2))
        """
    }

    /// Brings the plans in the database up to date; unchanged plans are left as they are.
    private var initContainers: String {
        guard !request.pod.jobFiles.isEmpty else { return "" }
        let files = request.pod.jobFiles.map { KubernetesNames.jobsFolder + "/" + $0 }
        let arguments = ["plan", "apply", "--quiet", "--database", YAMLText.unexpanded(request.database)] + files
        return "initContainers:\n" + YAMLText.indented(container(name: "plans", arguments: arguments), by: 2) + "\n"
    }

    private var runArguments: [String] {
        var words = [
            "run", "--due", "--log-level", "warning", "--wait-lock", UnitRequest.waitLock, "--database",
            YAMLText.unexpanded(request.database),
        ]
        switch request.access {
        case .profiles(_, let name?): words += ["--profile", YAMLText.unexpanded(name)]
        case .keyFile(_, let host):
            words += ["--api-key-file", KubernetesNames.credentialsFolder + "/api.key", "--host", host]
        case .profiles, .environment: break
        }
        if request.shards > 1 { words += ["--shard", "$(JOB_COMPLETION_INDEX)/\(request.shards)"] }
        if let file = metricsFile {
            words += ["--metrics-file", file]
            // Each pod's database has the same path.
            if request.shards > 1 { words += ["--metrics-label", "shard=$(JOB_COMPLETION_INDEX)/\(request.shards)"] }
        }
        return words
    }

    /// The pods of one node write their files beside one another.
    private var metricsFile: String? {
        guard let file = request.metricsFile else { return nil }
        let text = YAMLText.unexpanded(file)
        return request.shards > 1 ? text.dropLast(".prom".count) + "-$(JOB_COMPLETION_INDEX).prom" : text
    }

    /// The folder of the metrics, if it is a folder of the node and not on the database's volume.
    private var nodeFolder: String? {
        request.metricsFolder.flatMap { $0 == folder || $0.hasPrefix(folder + "/") ? nil : $0 }
    }

    private var folder: String {
        "/" + request.database.dropFirst().split(separator: "/").dropLast().joined(separator: "/")
    }

    private func container(name: String, arguments: [String]) -> String {
        """
        - name: \(name)
          image: \(YAMLText.string(request.pod.image))
          command: \(YAMLText.list([YAMLText.unexpanded(request.program)]))
          args: \(YAMLText.list(arguments))
          env:
        \(YAMLText.indented(environment, by: 4))
          resources:
            requests:
              cpu: 50m
              memory: 64Mi
            limits:
              memory: 128Mi
          securityContext:
            allowPrivilegeEscalation: false
            readOnlyRootFilesystem: true
            capabilities:
              drop: [ALL]
          volumeMounts:
        \(YAMLText.indented(mounts, by: 4))
        """
    }

    private var environment: String {
        var lines = ["- name: CREDENTIALS_DIRECTORY", "  value: \(KubernetesNames.credentialsFolder)"]
        if case .profiles = request.access {
            lines += ["- name: NX1_PROFILES_PATH", "  value: \(KubernetesNames.credentialsFolder)/profiles"]
        }
        // The annotation is older than the label with the same name, which exists from Kubernetes 1.28 on.
        if request.shards > 1 {
            lines += [
                "- name: JOB_COMPLETION_INDEX",
                "  valueFrom:",
                "    fieldRef:",
                "      fieldPath: metadata.annotations['batch.kubernetes.io/job-completion-index']",
            ]
        }
        return lines.joined(separator: "\n")
    }

    private var mounts: String {
        var lines = ["- name: database", "  mountPath: \(YAMLText.string(folder))"]
        if request.shards > 1 { lines.append("  subPathExpr: shard-$(JOB_COMPLETION_INDEX)") }
        lines += [
            "- name: credentials", "  mountPath: \(KubernetesNames.credentialsFolder)", "  readOnly: true",
            "- name: tmp", "  mountPath: /tmp",
        ]
        if !request.pod.jobFiles.isEmpty {
            lines += ["- name: jobs", "  mountPath: \(KubernetesNames.jobsFolder)", "  readOnly: true"]
        }
        if let nodeFolder { lines += ["- name: metrics", "  mountPath: \(YAMLText.string(nodeFolder))"] }
        return lines.joined(separator: "\n")
    }

    private var volumes: String {
        let items = names.secretFiles.map { "      - key: \($0.name)\n        path: \($0.name)" }.joined(
            separator: "\n")
        let jobs = """

            - name: jobs
              configMap:
                name: \(names.jobFiles)
            """
        let metrics =
            nodeFolder.map { folder in
                """

                # The node exporter's folder; the group \(Self.user) must be able to write there. The profile "restricted" forbids
                # this: if it applies, choose a metrics file beside the database.
                - name: metrics
                  hostPath:
                    path: \(YAMLText.string(folder))
                    type: DirectoryOrCreate
                """
            } ?? ""
        return """
            - name: database
              persistentVolumeClaim:
                claimName: \(names.claim)
            - name: credentials
              secret:
                secretName: \(names.secret)
                # The kubelet adds read access for the group of fsGroup, which only rekey has: 0440.
                defaultMode: 0400
                items:
            \(items)
            - name: tmp
              emptyDir:
                medium: Memory
                sizeLimit: 16Mi\(request.pod.jobFiles.isEmpty ? "" : jobs)\(metrics)
            """
    }
}
