import TestSupport
import Testing

/// The suites that kill the program hundreds of times, one after the other: together they would starve the tests that
/// look at the clock.
@Suite(.serialized, .fewAtATime) struct CrashCampaign {}
