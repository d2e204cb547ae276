"""Refusals of life cycles (``rules.lifecycle``)."""

WORDING = {
    "lifecycle-final": "不能办理：该{cycle}已经是“{state}”，流程已结束。如需变更，请另行发起调整或新的申报。",
    "lifecycle-no-step": "不能“{action}”：该{cycle}目前是“{state}”状态。现在可以办理的是：{possible}。请刷新页面后再办理。",
    "lifecycle-opinion-missing": "没有办理：{cycle}“{action}”必须写明意见或理由，对方要据此办理。请填写后再提交。",
    "lifecycle-own-work": "不能“{action}”：这份{cycle}由您本人提交或审核过，不能自己审自己的。请由{side}的另一位人员办理。",
}
