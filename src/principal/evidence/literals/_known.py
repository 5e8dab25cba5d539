"""Hosts of APIs whose names do not say so. A test holds them to what the catalog knows.

Whoever adds such a host to the catalog adds it here; one that says of itself that it is an
API (``api.example.com``) needs no line.
"""

from __future__ import annotations


def words(text: str) -> frozenset[str]:
    """What blanks part."""
    return frozenset(text.split())


# Domains of which every host is one of an API, and how many labels before the domain tell its services apart.
FAMILIES = {
    **dict.fromkeys(
        words(
            """amazonaws.com amazonaws.com.cn googleapis.com core.windows.net windows.net ai.azure.com azure.com
            azure.net"""
        ),
        1,
    ),
    **dict.fromkeys(
        words(
            """adyen.com adyenpayments.com akamaiapis.net algolia.net algolianet.com aliyuncs.com amazoncognito.com
            appdomain.cloud appsignal-endpoint.net arcgisonline.com astra.datastax.com atlassian.net auth0.com
            authorize.net azconfig.io azure-api.net azure-devices.net azurecr.io azuredatabricks.net azureedge.net
            azurefd.net b-cdn.net backblazeb2.com baidubce.com basemaps.cartocdn.com botframework.com
            braintree-api.com braintreegateway.com browser-intake-datadoghq.com browser-intake-datadoghq.eu
            bsky.network bunnycdn.com clerk.accounts.dev cloudfront.net cloudfunctions.net databricks.com docusign.net
            duosecurity.com duofederal.com dynamics.com firebaseio.com firebasedatabase.app freshdesk.com
            g.alchemy.com grafana.net helius-rpc.com imgix.net infura.io ingest.sentry.io intercomcdn.com
            lambda-url.on.aws launchdarkly.com linodeobjects.com live.dynatrace.com livekit.cloud logs.betterstack.com
            matomo.cloud modal.run my.salesforce.com myhuaweicloud.com myqcloud.com myshopify.com notify.windows.com
            nr-data.net okta-emea.com okta.com oktapreview.com optimizely.com oraclecloud.com plaid.com posthog.com
            psdb.cloud pusher.com quiknode.pro r2.cloudflarestorage.com rollbar.com scw.cloud service-now.com
            service.signalr.net sharepoint.com snowflakecomputing.com storjshare.io supabase.co supabase.in upstash.io
            vercel-storage.com volces.com vultrobjects.com wasabisys.com webhook.office.com yandexcloud.net
            your-objectstorage.com zdassets.com zendesk.com"""
        ),
        0,
    ),
}
# Hosts, or hosts with the first part of a path where that alone tells what is called.
KNOWN = words(
    """a.klaviyo.com accounts.google.com/.well-known accounts.google.com/gsi accounts.google.com/o acme.zerossl.com
    alert.victorops.com alphavantage.co/query appleid.apple.com avatars.dicebear.com backboard.railway.app
    backboard.railway.com beacon-v2.helpscout.net bootstrapcdn.com/bootstrap bootstrapcdn.com/font-awesome
    bridge.simplefin.org browser.sentry-cdn.com buy.itunes.apple.com cdn.amplitude.com cdn.bokeh.org cdn.builder.io
    cdn.ckeditor.com cdn.contentful.com cdn.cookielaw.org cdn.datatables.net cdn.iubenda.com cdn.jwplatform.com
    cdn.jwplayer.com cdn.logrocket.io cdn.mxpnl.com cdn.paddle.com cdn.pendo.io cdn.plot.ly cdn.prismic.io
    cdn.pydata.org cdn.quilljs.com cdn.ravenjs.com cdn.sanity.io cdn.segment.com cdn.socket.io cdn.tailwindcss.com
    cdn.tiny.cloud cdn.usefathom.com challenges.cloudflare.com chat.cdn-plain.com checkout.stripe.com
    client.crisp.chat cloud.ibm.com cloud.langfuse.com cloud.mongodb.com cloud.qdrant.io cloud.umami.is
    cloud.yandex.net code.highcharts.com code.jquery.com cognitive.microsofttranslator.com consent.cookiebot.com
    content.jwplatform.com control.msg91.com coverartarchive.org covers.openlibrary.org cronitor.link d3js.org
    dashscope-intl.aliyuncs.com dashscope.aliyuncs.com data.fixer.io db.fauna.com dblp.org/search dev.virtualearth.net
    dns.hetzner.com duckdns.org/update ebi.ac.uk/europepmc edge.fullstory.com embed.diagrams.net embed.tawk.to
    eu1.locationiq.com eutils.ncbi.nlm.nih.gov exp.host export.arxiv.org fal.run fast.appcues.com fast.wistia.com
    fast.wistia.net files.stripe.com finance.yahoo.com flickr.com/services franceconnect.gouv.fr g.tenor.com gc.zgo.at
    giscus.app github.com/login google.com/recaptcha google.serper.dev googletagmanager.com/gtag
    graph-video.facebook.com gravatar.com/avatar gstatic.com/cv gstatic.com/firebasejs hacker-news.firebaseio.com
    hc-ping.com hcaptcha.com/siteverify hm.baidu.com hn.algolia.com hosted.weblate.org hub-cloud.browserstack.com
    hub.docker.com hub.lambdatest.com id.kick.com id.twitch.tv idp.int.identitysandbox.gov iframe.ly ik.imagekit.io
    image.mux.com inference.ml.azure.com ipapi.co ipfs.io/ipfs ipinfo.io ipnpb.paypal.com ipnpb.sandbox.paypal.com
    itunes.apple.com/lookup itunes.apple.com/search kit.fontawesome.com kroki.io launchpad.37signals.com
    logfire-eu.pydantic.dev logfire-us.pydantic.dev maker.ifttt.com maps.geoapify.com matrix-client.matrix.org
    mc.yandex.ru meet.jit.si models.github.ai models.inference.ai.azure.com musicbrainz.org/ws nom.telemetrydeck.com
    nominatim.openstreetmap.org ntfy.sh ondemand.saucelabs.com online.tableau.com onlinetools.ups.com open.bigmodel.cn
    open.feishu.cn open.larksuite.com open.weixin.qq.com openexchangerates.org ossindex.sonatype.org
    outlook.office.com/webhook outlook.office365.com overpass-api.de overpass.kumi.systems paypal.com/cgi-bin
    paypal.com/sdk paypal.com/webapps photon.komoot.io plantuml.com/plantuml platform.clickatell.com
    platform.twitter.com plausible.io/js pub.orcid.org pushplus.plus/send query.wikidata.org queue.fal.run
    queue.simpleanalyticscdn.com quickchart.io r.jina.ai recaptcha.net/recaptcha registry-1.docker.io
    registry.hub.docker.com repo.packagist.org res.cloudinary.com robot-ws.your-server.de router.project-osrm.org
    rs.fullstory.com sandbox.itunes.apple.com scripts.simpleanalyticscdn.com secure.login.gov secure.payu.com
    secure.snd.payu.com sellingpartnerapi-eu.amazon.com sellingpartnerapi-na.amazon.com sessionserver.mojang.com
    ssl.google-analytics.com static.cloudflareinsights.com static.crates.io static.hotjar.com static.klaviyo.com
    steamcommunity.com/openid storage.cloud.google.com storekit-sandbox.itunes.apple.com storekit.itunes.apple.com
    stream.mux.com streaming.vn.teslamotors.com svcs.paypal.com ucarecdn.com us1.locationiq.com use.fontawesome.com
    use.typekit.net vjs.zencdn.net waba.360dialog.io web.archive.org web.squarecdn.com webservice.fanart.tv
    widget.intercom.io widget.trustpilot.com widget.usepylon.com wikidata.org/w wikipedia.org/w www.clarity.ms
    www.google-analytics.com www.googletagmanager.com wwwcie.ups.com youtube.com/iframe_api youtube.com/oembed"""
)
# In a family, and yet nothing that is called: names of types, the own address.
NEVER = words("checkip.amazonaws.com type.googleapis.com ajax.googleapis.com")
