"""Refusals of the pages of monitoring (``web.filling``, ``web.rounds``)."""

WORDING = {
    # ---- filling
    "form-no-paper": "没有上传：没有选文件。请先选择佐证材料，再点上传。",
    "form-none-chosen": "没有办理：没有选中任何一件。请先勾选要接受的监控表，再点“接受选中的”。",
    # ---- rounds
    "rounds-page-extension": "没有延期：请选一个单位，填写延到哪一天和理由，再点“同意延期”。",
    "rounds-page-nobody-chosen": "没有催报：请先勾选要催的单位。",
    "rounds-page-chase-long": "没有催报：自拟的催报文字最多 {most} 个字，请改短后再发；不填就用系统按单位拟好的文字。",
    "rounds-page-no-form-chosen": "没有办理：请先在列表里勾选监控表。",
    "rounds-page-no-finding-chosen": "没有认定：请先勾选问题。",
    "rounds-page-points": "没有答复：同意复核时请填写恢复的分数，0 到 100，最多两位小数。",
}
