/// Apps that a run looks up through the API when it starts.
package enum AppSelection: Sendable, Equatable {
    case names([String])
    case type(AppType)
    case all
}

/// The types of apps that the API has (AppTypeEnum).
package enum AppType: String, Sendable, CaseIterable {
    case handAuthored = "hand_authored"
    case notebookPipeline = "notebook_pipeline"
    case inferenceService = "inference_service"
    case fullPipeline = "full_pipeline"
}
