/// The apps of a lookup, of which all but those with ids are asked of the API when a run starts.
package enum AppSelection: Sendable, Equatable {
    case ids([AppID])
    case names([String])
    case type(AppType)
    case all
}

/// What kinds of apps the API knows (AppTypeEnum).
package enum AppType: String, Sendable, CaseIterable {
    case handAuthored = "hand_authored"
    case notebookPipeline = "notebook_pipeline"
    case inferenceService = "inference_service"
    case fullPipeline = "full_pipeline"
}
