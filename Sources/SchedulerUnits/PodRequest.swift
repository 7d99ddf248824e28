/// What only Kubernetes needs to know.
package struct PodRequest: Sendable {
    package var image = "registry.example.com/rekey:1"
    /// `nil` for kubectl's default.
    package var namespace: String?
    /// The zone for the times of the calls; the plans have their own zones. `nil` for the cluster's.
    package var timeZone: String?
    /// The size of the database's volume, in Kubernetes' notation.
    package var storage = "1Gi"
    /// The files in the ConfigMap that contain the plans; a pod applies them before it runs. Empty if plans get into
    /// the database in another way.
    package var jobFiles = ["plans.yaml"]

    package init() {}
}
