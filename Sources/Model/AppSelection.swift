/// The apps of a lookup, of which all but those with ids are asked of the API when a run starts.
package enum AppSelection: Sendable, Equatable {
    case ids([AppID])
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
