/// How the objects are called that the CronJob needs, and where a pod has their files.
struct KubernetesNames {
    let order: UnitRequest

    init(_ order: UnitRequest) {
        self.order = order
    }

    var claim: String { order.name + "-database" }
    var secret: String { order.name + "-credentials" }
    var jobFiles: String { order.name + "-jobs" }

    static let credentialsFolder = "/run/credentials/rekey"
    static let jobsFolder = "/etc/rekey/jobs"

    /// The Secret's files: how rekey looks for them, and what they are made from.
    var secretFiles: [(name: String, path: String)] {
        let access: (String, String)? =
            switch order.access {
            case .profiles(let path, _): ("profiles", path)
            case .keyFile(let path, _): ("api.key", path)
            case .environment: nil
            }
        return [("rekey.key", order.keyFile)] + (access.map { [$0] } ?? [])
    }
}
