"""Refusals of the pages of monitoring (``web.filling``, ``web.rounds``)."""

WORDING = {
    # ---- filling
    "form-no-paper": "没有上传：没有选文件。请先选择佐证材料，再点上传。",
    "form-none-chosen": "没有办理：没有选中任何一件。请先勾选要接受的监控表，再点“接受选中的”。",
    # ---- rounds
}
