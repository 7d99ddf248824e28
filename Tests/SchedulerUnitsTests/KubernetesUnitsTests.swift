import Foundation
import Model
import Testing

@testable import SchedulerUnits

@Suite struct KubernetesUnitsTests {
    /// PyPI's `kubernetes-validate`, which knows the schemas of all versions.
    private static let validator = ProcessInfo.processInfo.environment["REKEY_KUBERNETES_VALIDATE"]
        .flatMap { OutsideProgram($0) }

    private func text(_ order: UnitRequest = UnitRequest()) throws -> String {
        let units = try KubernetesUnits(order).units()
        #expect(units.map(\.fileName) == [order.name + "-claim.yaml", order.name + "-cronjob.yaml"])
        return units.map(\.text).joined()
    }

    private var sharded: UnitRequest {
        var order = UnitRequest()
        order.shards = 4
        order.access = .keyFile(path: "/etc/rekey/psk", host: "https://api.example.com")
        order.pod.namespace = "ops"
        order.pod.timeZone = "Europe/Paris"
        order.pod.jobFiles = []
        return order
    }

    private var odd: UnitRequest {
        var order = UnitRequest()
        order.program = "/opt/100% $(HOME) it's \"odd\"/rekey"
        order.database = "/var/lib/re key #1/$(HOSTNAME).db"
        order.keyFile = "/etc/50% it's/rekey.key"
        order.access = .profiles(path: "/etc/pro: files", name: "no")
        return order
    }

    @Test("a call is one pod that may do nothing but rotate, with key and credential as files of a Secret")
    func pod() throws {
        let text = try text()
        for line in [
            "schedule: \"*/5 * * * *\"", "startingDeadlineSeconds: 300", "concurrencyPolicy: Forbid",
            "restartPolicy: Never", "terminationGracePeriodSeconds: 30", "automountServiceAccountToken: false",
            "runAsNonRoot: true", "readOnlyRootFilesystem: true", "drop: [ALL]", "type: RuntimeDefault",
            "fsGroupChangePolicy: OnRootMismatch", "accessModes: [ReadWriteOncePod]", "defaultMode: 0400",
            "values: [1, 64, 65, 73, 74, 77, 78]", "values: [69, 75]", "action: FailJob", "backoffLimit: 3",
            "memory: 128Mi", "value: /run/credentials/rekey/profiles",
            "args: [\"run\", \"--due\", \"--log-level\", \"warning\", \"--wait-lock\", \"10m\", \"--database\", "
                + "\"/var/lib/rekey/rekey.db\"]",
            "\"/etc/rekey/jobs/plans.yaml\"]",
        ] {
            #expect(text.contains(line + "\n"), "\(line)")
        }
        #expect(!text.contains("kind: Secret"))
        #expect(!text.contains("INDEX"))
        #expect(!text.contains("timeZone"))
    }

    @Test("each shard has its share of the targets, a folder of the volume, and failures of its own")
    func shards() throws {
        let text = try text(sharded)
        for line in [
            "completionMode: Indexed", "completions: 4", "parallelism: 4", "backoffLimitPerIndex: 3",
            "action: FailIndex", "subPathExpr: shard-$(JOB_COMPLETION_INDEX)", "accessModes: [ReadWriteOnce]",
            "fieldPath: metadata.annotations['batch.kubernetes.io/job-completion-index']",
            "timeZone: \"Europe/Paris\"", "namespace: \"ops\"",
        ] {
            #expect(text.contains(line + "\n"), "\(line)")
        }
        #expect(text.contains("\"--shard\", \"$(JOB_COMPLETION_INDEX)/4\"]\n"))
        #expect(text.contains("\"--api-key-file\", \"/run/credentials/rekey/api.key\""))
        #expect(text.contains("kubectl create secret generic rekey-credentials --namespace=ops "))
        #expect(text.contains(" --from-file=api.key=/etc/rekey/psk\n"))
        #expect(!text.contains("backoffLimit:"))
        #expect(!text.contains("initContainers"))
    }

    @Test("text of the caller's is neither markup nor a variable")
    func quoting() throws {
        let text = try text(odd)
        #expect(text.contains("command: [\"/opt/100% $$(HOME) it's \\\"odd\\\"/rekey\"]\n"))
        #expect(text.contains("mountPath: \"/var/lib/re key #1\"\n"))
        #expect(text.contains("\"/var/lib/re key #1/$$(HOSTNAME).db\""))
        #expect(text.contains("\"--profile\", \"no\""))
        #expect(text.contains(" --from-file='rekey.key=/etc/50% it'\\''s/rekey.key' "))
    }

    @Test("metrics go to the node's folder, or beside the database; shards have a file and a label each")
    func metrics() throws {
        var order = UnitRequest()
        order.metricsFile = "/var/lib/node_exporter/rekey.prom"
        let node = try text(order)
        #expect(node.contains("mountPath: \"/var/lib/node_exporter\"\n") && node.contains("hostPath:\n"))
        order.shards = 4
        order.metricsFile = "/var/lib/rekey/metrics.prom"
        let beside = try text(order)
        #expect(!beside.contains("hostPath"))
        #expect(
            beside.contains(
                "\"--metrics-file\", \"/var/lib/rekey/metrics-$(JOB_COMPLETION_INDEX).prom\", "
                    + "\"--metrics-label\", \"shard=$(JOB_COMPLETION_INDEX)/4\"]\n"))
    }

    @Test("what Kubernetes or a pod's safety does not allow is refused")
    func refused() {
        let changes: [(inout UnitRequest) -> Void] = [
            { $0.shards = 0 }, { $0.shards = 1_001 }, { $0.access = .environment(path: "/etc/rekey/environment") },
            { $0.database = "/rekey.db" }, { $0.database = "/var/a:b/rekey.db" }, { $0.pod.image = "rekey 1" },
            { $0.pod.image = "" }, { $0.pod.namespace = "a b" }, { $0.pod.timeZone = "Europe/\"Paris" },
            { $0.pod.storage = "1 Gi" }, { $0.pod.jobFiles = ["a/b.yaml"] }, { $0.pod.jobFiles = ["--quiet"] },
        ]
        for (index, change) in changes.enumerated() {
            var order = UnitRequest()
            change(&order)
            let refusal = #expect(throws: InvalidInput.self, "change \(index)") { try KubernetesUnits(order).units() }
            #expect(refusal?.remedy.isEmpty == false)
        }
    }

    @Test(
        "every document is what the schema of Kubernetes allows, and has no field that it does not know",
        .enabled(if: validator != nil), arguments: ["1.29", "1.34"])
    func valid(version: String) throws {
        let validator = try #require(Self.validator)
        let arguments = ["--strict", "-k", version]
        var metered = sharded
        metered.metricsFile = "/var/lib/node_exporter/rekey.prom"
        for order in [UnitRequest(), sharded, odd, metered] {
            let folder = try TemporaryFolder()
            let (output, status) = try validator.run(arguments + folder.write(try KubernetesUnits(order).units()))
            #expect(status == 0, "\(output)")
        }
        let folder = try TemporaryFolder()
        let wrong = try folder.write(
            try text().replacing("concurrencyPolicy", with: "concurencyPolicy"), to: "wrong.yaml")
        #expect(try validator.run(arguments + [wrong]).status != 0)
    }
}
