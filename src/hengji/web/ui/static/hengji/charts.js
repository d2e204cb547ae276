/* Draws every element with data-chart from the option object in its data block, in the colours of the tokens ("ink-2" → --hj-ink-2).
   <div class="hj-chart" data-chart role="img" aria-label="…"><script type="application/json">{…ECharts option…}</script></div>
   A chart is never the only place of a figure: a table or a sentence stands beside it. */
(function () {
  "use strict";
  var css = getComputedStyle(document.documentElement);

  function coloured(value) {
    if (typeof value === "string" && value.slice(0, 5) === "--hj-") return css.getPropertyValue(value).trim();
    if (Array.isArray(value)) return value.map(coloured);
    if (value && typeof value === "object") { Object.keys(value).forEach(function (key) { value[key] = coloured(value[key]); }); }
    return value;
  }

  function draw(box) {
    var option = coloured(JSON.parse(box.querySelector("script").textContent));
    option.animation = false;
    option.color = coloured(option.color || ["--hj-brand", "--hj-fill-bar", "--hj-line-3"]);
    option.textStyle = Object.assign({ fontFamily: coloured("--hj-font"), fontSize: 12, color: coloured("--hj-ink-2") }, option.textStyle);
    var chart = window.echarts.init(box, null, { renderer: "canvas" });
    chart.setOption(option);
    chart.on("click", function (point) { if (point.data && point.data.url) window.location.href = point.data.url; });
    window.addEventListener("resize", function () { chart.resize(); });
  }

  document.addEventListener("DOMContentLoaded", function () {
    if (window.echarts) Array.prototype.forEach.call(document.querySelectorAll("[data-chart]"), draw);
  });
})();
