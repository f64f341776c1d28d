// Looks, before anything else runs, whether this browser has what the page needs, and names what is missing. It is written in
// the language of the oldest browsers, because a newer word would keep it from running where it is wanted.
(function () {
  'use strict';
  var SIMD = [0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 10, 1, 8, 0, 65, 0, 253, 15, 253, 98, 11];
  var needs = [
    ['WebAssembly', 'WebAssembly', function () { return WebAssembly.validate(new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0])); }],
    ['WebAssembly SIMD', 'WebAssembly SIMD', function () { return WebAssembly.validate(new Uint8Array(SIMD)); }],
    ['ECMAScript 2022', 'ECMAScript 2022', function () { return Array.prototype.at && Object.hasOwn && new Error('', { cause: 1 }).cause === 1 && typeof BigInt === 'function'; }],
    ['structured clones', '结构化克隆', function () { return typeof structuredClone === 'function'; }],
    ['Web Workers', 'Web Worker', function () { return typeof Worker === 'function' && typeof URL.createObjectURL === 'function'; }],
    ['streams of files', '文件流', function () { return typeof Blob.prototype.stream === 'function'; }],
    ['unpacking of files', '文件解压', function () { return new DecompressionStream('deflate-raw') && true; }],
    ['the encoding GB18030', 'GB18030 编码', function () { return new TextDecoder('gb18030').encoding === 'gb18030'; }],
    ['dialogs', '对话框', function () { return typeof HTMLDialogElement === 'function'; }],
    ['style sheets of scripts', '脚本样式表', function () { return new CSSStyleSheet() && true; }]
  ];
  var missing = needs.filter(function (need) {
    try {
      return !need[2]();
    } catch (absent) {
      return true;
    }
  });
  var target = document.getElementById('portal');
  if (missing.length === 0 || target === null) return;
  // Without its place the page does not start.
  target.id = 'unsupported';
  say('zh-CN', '此浏览器缺少本页所需的功能：', 1, '。请使用 Chromium 108、Firefox 115、Safari 16.4 或更新版本。数据未被读取。', '、');
  say('en', 'This browser lacks what the page needs: ', 0, '. Use Chromium 108, Firefox 115, Safari 16.4 or newer. No data has been read.', ', ');

  function say(lang, head, which, tail, comma) {
    var line = document.createElement('p');
    line.lang = lang;
    line.appendChild(document.createTextNode(head + missing.map(function (need) { return need[which]; }).join(comma) + tail));
    target.appendChild(line);
  }
})();
