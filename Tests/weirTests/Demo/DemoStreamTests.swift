import Testing

@testable import weir

struct DemoStreamTests {
}
