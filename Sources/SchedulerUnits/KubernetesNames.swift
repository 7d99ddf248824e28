/// The names of the objects that the CronJob needs, and the paths of their files in a pod.
struct KubernetesNames {
    let request: UnitRequest

    init(_ request: UnitRequest) {
        self.request = request
    }

    var claim: String { request.name + "-database" }
    var secret: String { request.name + "-credentials" }
    var jobFiles: String { request.name + "-jobs" }

    static let credentialsFolder = "/run/credentials/rekey"
    static let jobsFolder = "/etc/rekey/jobs"

    /// The Secret's files: the names under which rekey reads them, and the files from which they are made.
    var secretFiles: [(name: String, path: String)] {
        let access: (String, String)? =
            switch request.access {
            case .profiles(let path, _): ("profiles", path)
            case .keyFile(let path, _): ("api.key", path)
            case .environment: nil
            }
        return [("rekey.key", request.keyFile)] + (access.map { [$0] } ?? [])
    }
}
