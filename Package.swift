// swift-tools-version: 6.2
import PackageDescription

let settings: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    .treatAllWarnings(as: .error),
]

let package = Package(
    name: "weir",
    platforms: [.macOS(.v15)],
    products: [.executable(name: "weir", targets: ["weir"])],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-http2", from: "1.46.0"),
    ],
    targets: [
        .systemLibrary(
            name: "COpenSSL",
            pkgConfig: "openssl",
            providers: [.apt(["libssl-dev"]), .brew(["openssl@3"])]
        ),
        .systemLibrary(
            name: "CPCRE2",
            pkgConfig: "libpcre2-8",
            providers: [.apt(["libpcre2-dev"]), .brew(["pcre2"])]
        ),
        .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
        .systemLibrary(
            name: "CBrotli",
            pkgConfig: "libbrotlidec",
            providers: [.apt(["libbrotli-dev"]), .brew(["brotli"])]
        ),
        .systemLibrary(name: "CZstd", pkgConfig: "libzstd", providers: [.apt(["libzstd-dev"]), .brew(["zstd"])]),
        .systemLibrary(name: "CMalloc"),
        .systemLibrary(name: "CYAML", pkgConfig: "yaml-0.1", providers: [.apt(["libyaml-dev"]), .brew(["libyaml"])]),
        .target(
            name: "CSimdjson",
            cxxSettings: [.unsafeFlags(["-std=c++17"])],
            linkerSettings: [.linkedLibrary("simdjson")]
        ),
        .target(name: "StreamCore", dependencies: ["CSimdjson"]),
        .target(name: "Compression", dependencies: ["CZlib", "CBrotli", "CZstd"]),
        .target(name: "CaptureFile", dependencies: ["StreamCore"]),
        .target(name: "Filters", dependencies: ["StreamCore", "CPCRE2", "CYAML"]),
        .target(name: "TLSEngine", dependencies: ["COpenSSL"]),
        .target(
            name: "ProxyEngine",
            dependencies: [
                "StreamCore", "TLSEngine",
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOHTTP2", package: "swift-nio-http2"),
                .product(name: "NIOHPACK", package: "swift-nio-http2"),
            ]
        ),
        .target(name: "Sessions", dependencies: ["StreamCore", "CaptureFile", "Compression", "Filters"]),
        .target(name: "Reports", dependencies: ["StreamCore", "Filters"]),
        .executableTarget(
            name: "weir",
            dependencies: [
                "StreamCore", "Compression", "CaptureFile", "Filters", "TLSEngine", "ProxyEngine", "Sessions",
                "Reports", "CMalloc",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
            ]
        ),
        .executableTarget(
            name: "HandshakeBenchmark",
            dependencies: ["TLSEngine"],
            path: "Benchmarks/Handshakes"
        ),
        .executableTarget(name: "StreamBenchmark", dependencies: ["StreamCore"], path: "Benchmarks/Streams"),
        .target(name: "TestSupport", dependencies: ["StreamCore"], path: "Tests/TestSupport"),
        .testTarget(name: "StreamCoreTests", dependencies: ["StreamCore", "TestSupport"]),
        .testTarget(name: "CompressionTests", dependencies: ["Compression"]),
        .testTarget(name: "CaptureFileTests", dependencies: ["CaptureFile", "StreamCore", "TestSupport"]),
        .testTarget(name: "FiltersTests", dependencies: ["Filters", "StreamCore"]),
        .testTarget(name: "TLSEngineTests", dependencies: ["TLSEngine", "TestSupport"]),
        .testTarget(
            name: "ProxyEngineTests",
            dependencies: [
                "ProxyEngine", "StreamCore", "TLSEngine", "TestSupport",
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOEmbedded", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOHTTP2", package: "swift-nio-http2"),
                .product(name: "NIOHPACK", package: "swift-nio-http2"),
            ]
        ),
        .testTarget(
            name: "SessionsTests",
            dependencies: ["Sessions", "CaptureFile", "Compression", "Filters", "StreamCore", "TestSupport"]
        ),
        .testTarget(name: "ReportsTests", dependencies: ["Reports", "StreamCore"]),
        .testTarget(
            name: "weirTests",
            dependencies: [
                "weir", "CaptureFile", "Filters", "ProxyEngine", "Reports", "Sessions", "StreamCore", "TLSEngine",
                "TestSupport",
            ]
        ),
    ]
)

for target in package.targets where ![.system, .plugin].contains(target.type) && target.name != "CSimdjson" {
    target.swiftSettings = settings
}
