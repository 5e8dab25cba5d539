"""What comes with a language, a runtime or a system and means a technology, as code names it.

The catalog says what each means, under the name of where it comes from, a colon, and the
name here; a test holds the two to the same names.
"""

from __future__ import annotations


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


NAMES = {
    # Modules of Python's library, and bindings that systems install.
    "python": _words("gi imaplib smtplib sqlite3 tkinter unittest"),
    "go": _words(
        """html/template log/slog net/http/pprof net/smtp testing
        firebase.google.com/go/messaging firebase.google.com/go/v4/auth firebase.google.com/go/v4/messaging
        github.com/aws/aws-sdk-go/service/dynamodb github.com/aws/aws-sdk-go/service/s3
        github.com/aws/aws-sdk-go/service/ses github.com/aws/aws-sdk-go/service/sns
        github.com/aws/aws-sdk-go/service/sqs github.com/emersion/go-webdav/caldav
        github.com/emersion/go-webdav/carddav golang.org/x/crypto/acme/autocert"""
    ),
    "node": _words("bun:sqlite bun:test cloudflare:workers node:sqlite node:test"),
    # Nokogiri comes with Rails and with what reads feeds; who calls it may not name it among its gems.
    "ruby": _words("Nokogiri net/imap net/smtp sprockets/railtie webrick"),
    # Packages of the JDK and of Android, or what the names of classes there begin with.
    "jvm": _words(
        """at.bitfire.dav4jvm.property.caldav at.bitfire.dav4jvm.property.carddav
        android.appwidget android.database.sqlite android.hardware.camera2 android.nfc android.webkit java.net.http
        javax.naming.ldap javax.swing.J javax.swing.SwingUtilities"""
    ),
    # Namespaces of .NET and of the frameworks that its SDKs bring.
    "dotnet": _words(
        """Microsoft.AspNetCore.Authentication.OpenIdConnect Microsoft.AspNetCore.Components
        Microsoft.AspNetCore.Identity Microsoft.AspNetCore.Server.Kestrel Microsoft.AspNetCore.SignalR
        Microsoft.UI.Xaml Microsoft.Web.WebView2 System.ComponentModel.Composition System.Data.SqlClient
        System.DirectoryServices System.Net.WebSockets System.ServiceModel System.Web.Mvc System.Web.UI
        System.Windows.Controls System.Windows.Forms"""
    ),
    # Frameworks of Apple's systems, and products of packages for them that have several. What every program of theirs
    # uses (Foundation, Core Graphics) says nothing.
    "apple": _words(
        """ARKit AVFoundation AVKit ActivityKit AppIntents AppKit AuthenticationServices BackgroundTasks CallKit CarPlay
        Charts ClockKit CloudKit Cocoa Combine Contacts CoreAudio CoreBluetooth CoreData CoreHaptics CoreImage
        CoreLocation CoreMIDI CoreML CoreMotion CoreNFC CoreSpotlight CryptoKit EndpointSecurity EventKit
        FirebaseAnalytics FirebaseAuth FirebaseCrashlytics FirebaseMessaging FirebaseRemoteConfig FoundationModels
        GameKit GroupActivities HealthKit HomeKit Intents LocalAuthentication MapKit Matter MatterSupport MediaPlayer
        Metal MetalKit MultipeerConnectivity MusicKit NaturalLanguage NetworkExtension PDFKit PassKit PencilKit Photos
        PhotosUI PushKit RealityKit SafariServices SceneKit ScreenCaptureKit Speech SpriteKit StoreKit SwiftData SwiftUI
        Testing ThreadNetwork TipKit UIKit UserNotifications Virtualization Vision WatchConnectivity WatchKit WeatherKit
        WebKit WidgetKit XCTest"""
    ),
    # Headers that systems install, by the folder or the file that is included.
    "header": _words(
        """Eigen GL/ GLES2/ GLES3/ GLFW/ QtCore QtGui QtNetwork QtQml QtQuick QtWidgets SDL2/ SDL3/ SDL.h X11/ alsa/
        boost/ catch2/ cuda_runtime.h curl/ d3d11.h d3d12.h dbus/ event2/ fmt/ freetype2/ ft2build.h gmock/ gnutls/
        google/protobuf/ grpcpp/ gst/ gtest/ gtk/ hiredis/ jni.h json-c/ ldap.h libavcodec/ libavformat/ libpq-fe.h
        libusb-1.0/ libxml/ lua.h lua.hpp lz4.h microhttpd.h mpi.h mysql/ ncurses.h nlohmann/ omp.h opencv2/ openssl/
        pcap.h png.h pulse/ pybind11/ rapidjson/ security/pam sodium.h spdlog/ sqlite3.h systemd/ tbb/ uv.h vulkan/
        wayland-client.h wx/ yaml-cpp/ zlib.h zmq.h zmq.hpp zstd.h"""
    ),
    # What browsers offer, and PHP by extensions, where code makes or calls it.
    "browser": _words("EventSource RTCPeerConnection WebSocket cast.framework serviceWorker"),
    "php": _words("Imagick Memcached SQLite3 SoapClient imap_open ldap_connect mysqli_connect pg_connect"),
    # What PHP is told to connect to, by the name of its driver.
    "pdo": _words("mysql pgsql sqlite sqlsrv"),
    "erlang": _words(":eldap :ets :mnesia"),
}
# The languages that read alike, by the ending of a file.
FAMILIES = {
    **dict.fromkeys(("py", "pyw"), "python"),
    **dict.fromkeys(("js", "jsx", "mjs", "cjs", "ts", "tsx", "mts", "cts"), "node"),
    **dict.fromkeys(("vue", "svelte", "html", "erb"), "page"),
    **dict.fromkeys(("java", "kt"), "jvm"),
    **dict.fromkeys(("m", "mm"), "objective-c"),
    **dict.fromkeys(("c", "cc", "cpp", "cxx", "h", "hh", "hpp"), "c"),
    **dict.fromkeys(("ex", "exs"), "elixir"),
    "go": "go", "cs": "dotnet", "swift": "swift", "rb": "ruby", "php": "php",
}  # fmt: skip
