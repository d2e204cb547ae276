"""Refusals of ex-ante appraisal (``rules.appraisal``)."""

WORDING = {
    "appraisal-more-than-asked": "没有保存：支持金额{supported}超过申报金额{requested}。请核对金额；确需增加的，请单位重新申报。",
    "appraisal-rejected-with-money": "没有保存：结论为不予支持，却填写了支持金额{supported}。请把支持金额改为0，或改选“调整后支持”。",
    "appraisal-supported-without-money": "没有保存：结论为“{result}”，但没有支持金额。请填写核定的支持金额，或改选“不予支持”。",
}
