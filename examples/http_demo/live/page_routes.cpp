// SPDX-License-Identifier: BSL-1.0
// live/page_routes.cpp

#include "live/page_routes.hpp"

#include "cache/etag.hpp"
#include "live/assets.hpp"

#include <cairn/dict.hpp>

#include <memory>
#include <string>
#include <string_view>

namespace demo {
namespace {

/// A file and the tag by which browsers ask whether theirs is still the same.
struct tagged {
    asset file;
    std::string etag;
};

using files = cairn::dict<std::string_view, tagged>;

files all_files() {
    files all;
    for (const asset& each : all_assets()) {
        all.insert_or_assign(each.name, tagged{each, etag_of(each.text)});
    }
    return all;
}

/// Browsers keep it, and ask each time whether it has changed: after an update nobody sees an old script.
response answer(const request& in, const tagged& one) {
    response out;
    out.headers.add("ETag", one.etag);
    out.headers.add("Cache-Control", "no-cache");
    out.content_type = one.file.type;
    if (etag_matches(in.header("If-None-Match"), one.etag)) {
        out.status = 304;
    } else {
        out.body = one.file.text;
    }
    return out;
}

} // namespace

void page(application& app) {
    const auto all = std::make_shared<const files>(all_files());
    app.get("/", [all](request& in) { return answer(in, all->at("index.html")); })
        .on_loop()
        .describe("The live page");
    app.get("/static/<name>",
            [all](request& in) {
                const auto found = all->find(in.param("name"));
                if (found == all->end()) {
                    throw http_error(404, "No such file");
                }
                return answer(in, found->second);
            })
        .on_loop()
        .describe("A file of the live page");
}

} // namespace demo
