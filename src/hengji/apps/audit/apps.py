from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "hengji.apps.audit"
    label = "audit"
    verbose_name = "操作日志"
