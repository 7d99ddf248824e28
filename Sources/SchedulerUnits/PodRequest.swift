/// What Kubernetes has to know besides.
package struct PodRequest: Sendable {
    package var image = "registry.example.com/rekey:1"
    /// `nil` for the one that kubectl uses.
    package var namespace: String?
    /// In which zone the calls are counted; the plans have zones of their own. `nil` for the cluster's.
    package var timeZone: String?
    /// The database's room, as Kubernetes writes quantities.
    package var storage = "1Gi"
    /// The files in the ConfigMap that hold the plans; a pod applies them before it runs. Empty when plans get into
    /// the database in another way.
    package var jobFiles = ["plans.yaml"]

    package init() {}
}
