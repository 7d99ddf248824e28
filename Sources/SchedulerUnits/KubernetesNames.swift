/// The names of the objects that the CronJob needs, and the paths of their files in a pod.
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

    /// The Secret's files: the names under which rekey reads them, and the files from which they are made.
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
