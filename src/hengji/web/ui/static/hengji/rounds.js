/* The quadrant plot (双监控四象限): one dot an object, its sign the light, its area the budget; a dot opens its form.
   <div class="rd-quad" data-quadrant><ul class="rd-corners">links</ul><div class="rd-plot"></div><script type="application/json">…</script></div>
   data: {"line": 0.8, "to": address of a form, "nobody": the id in it to be replaced,
          "dots": [[execution pace, achievement pace, budget in 万元, light, name, unit, id, named], …]}
   Without script, and for the keyboard, the four corners are links to the lists behind them.  Also: rows checked all at once,
   text copied with one press.  Chromium 86. */
(function () {
  "use strict";
  var css = getComputedStyle(document.documentElement);
  var WORDS = { red: "红灯", yellow: "黄灯", green: "绿灯", blue: "蓝灯", grey: "未到期" };
  var SIGNS = { red: "rect", yellow: "triangle", green: "circle", blue: "arrow", grey: "emptyCircle" };
  var ORDER = ["grey", "blue", "green", "yellow", "red"];
  var FURTHEST = 1.7;

  function token(name) { return css.getPropertyValue("--hj-" + name).trim(); }

  function faded(colour, share) {
    return "rgba(" + [1, 3, 5].map(function (at) { return parseInt(colour.substr(at, 2), 16); }).join(",") + "," + share + ")";
  }

  function size(dot) { return Math.max(6, Math.min(26, Math.sqrt(dot[2] || 0) * 0.62)); }

  function text(words) {
    var div = document.createElement("div");
    div.textContent = words;
    return div.innerHTML;
  }

  function told(point) {
    var dot = point.data.dot;
    return text(dot[4]) + "<br>" + text(dot[5]) + "　预算 " + (dot[2] === null ? "—" : dot[2].toFixed(2)) + " 万元<br>执行÷序时 " +
      dot[0].toFixed(2) + "　加权完成率 " + (dot[1] * 100).toFixed(2) + "%";
  }

  function marked(dot) {
    var left = (dot[0] > 0.33 && dot[0] < 0.8) || dot[0] > 1.3;
    return {
      value: [Math.min(dot[0], FURTHEST - 0.03), Math.min(dot[1], 1)], dot: dot,
      label: dot[7] ? { show: true, formatter: dot[4].length > 12 ? dot[4].slice(0, 11) + "…" : dot[4], position: left ? "left" : "right",
        color: token("ink"), fontSize: 12, distance: 5, textBorderColor: token("paper"), textBorderWidth: 2 } : { show: false }
    };
  }

  function series(light, data) {
    var colour = token(light);
    return {
      name: WORDS[light], type: "scatter", symbol: SIGNS[light], cursor: "pointer",
      symbolSize: function (_value, point) { return size(point.data.dot); },
      itemStyle: { color: faded(colour, light === "green" ? 0.34 : 0.55), borderColor: colour, borderWidth: 1 },
      data: data.dots.filter(function (dot) { return dot[3] === light; }).map(marked),
      labelLayout: { hideOverlap: true },
      markLine: light === "green" ? {
        silent: true, symbol: "none", label: { show: false }, lineStyle: { color: token("line-3"), type: "dashed", width: 1 },
        data: [{ xAxis: data.line }, { yAxis: data.line }]
      } : undefined
    };
  }

  function axis(name, more) {
    var ink = token("ink-2"), line = token("line-3");
    return Object.assign({
      type: "value", min: 0, interval: 0.2, name: name, axisLine: { lineStyle: { color: line }, onZero: false },
      axisTick: { lineStyle: { color: line }, length: 4 }, splitLine: { show: false }, nameTextStyle: { color: ink, fontSize: 12 },
      axisLabel: { color: ink, fontSize: 12, showMaxLabel: false }
    }, more);
  }

  function option(data) {
    var ink = token("ink-2"), shown = ORDER.filter(function (light) { return data.dots.some(function (dot) { return dot[3] === light; }); });
    var x = axis("预算执行率 ÷ 序时进度", { max: FURTHEST, nameLocation: "middle", nameGap: 24 });
    var y = axis("加权完成率（%）", { max: 1.02, nameGap: 32, nameLocation: "end" });
    x.axisLabel.formatter = function (value) { return value.toFixed(1); };
    y.axisLabel.formatter = function (value) { return (value * 100).toFixed(0); };
    y.nameTextStyle = { color: ink, fontSize: 12, align: "left", padding: [0, 0, 0, -44] };
    return {
      animation: false,
      textStyle: { fontFamily: token("font"), fontSize: 12, color: ink },
      grid: { left: 52, right: 20, top: 58, bottom: 62 },
      legend: { left: 48, bottom: 2, itemWidth: 10, itemHeight: 10, itemGap: 18, textStyle: { color: ink, fontSize: 12 },
        data: shown.slice().reverse().map(function (light) { return { name: WORDS[light], icon: SIGNS[light] }; }) },
      tooltip: { trigger: "item", backgroundColor: token("paper"), borderColor: token("line-3"), textStyle: { color: token("ink"), fontSize: 12 },
        formatter: told, confine: true },
      xAxis: x, yAxis: y,
      series: shown.indexOf("green") < 0 ? [series("green", data)].concat(shown.map(function (one) { return series(one, data); }))
        : shown.map(function (one) { return series(one, data); })
    };
  }

  function draw(box) {
    var plot = box.querySelector(".rd-plot"), chart = window.echarts.init(plot, null, { renderer: "canvas" });
    var data = JSON.parse(box.querySelector("script").textContent);
    chart.setOption(option(data));
    chart.on("click", function (point) {
      if (point.data && point.data.dot) window.location.href = data.to.replace(data.nobody, point.data.dot[6]);
    });
    window.addEventListener("resize", function () { chart.resize(); });
  }

  function quadrant(box) {
    if (!window.echarts) return;
    box.classList.add("is-drawn");
    draw(box);
  }

  function copies(button) {
    var field = document.getElementById(button.dataset.copy), said = button.textContent;
    button.addEventListener("click", function () {
      field.select();
      var done = document.execCommand("copy");
      button.textContent = done ? "已复制" : "请按 Ctrl+C 复制";
      setTimeout(function () { button.textContent = said; }, 2000);
    });
  }

  function everyRow(box) {
    var boxes = document.querySelectorAll('input[type=checkbox][name="' + box.dataset.rows + '"]');
    box.addEventListener("change", function () { Array.prototype.forEach.call(boxes, function (one) { one.checked = box.checked; }); });
  }

  document.addEventListener("DOMContentLoaded", function () {
    Array.prototype.forEach.call(document.querySelectorAll("[data-quadrant]"), quadrant);
    Array.prototype.forEach.call(document.querySelectorAll("[data-copy]"), copies);
    Array.prototype.forEach.call(document.querySelectorAll("[data-rows]"), everyRow);
  });
})();
